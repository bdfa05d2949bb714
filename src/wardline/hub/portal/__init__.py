"""The portal: what people see. Shell, start pages, and the way in which pages are declared."""
