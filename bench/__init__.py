"""How fast Målbild is and how it grows: a generator of reports, and measurements on what it makes."""
