"""Objects in the portal: search, an object's page, its neighbours, and sharing."""
