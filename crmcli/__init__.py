"""crmcli: a CRM for people who love their terminal."""

__version__ = "0.1.0"
