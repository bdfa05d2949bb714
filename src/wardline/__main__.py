"""`python -m wardline` is the command line."""

from wardline.cli import main

raise SystemExit(main())
