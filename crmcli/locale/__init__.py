"""The catalogues of messages; :mod:`crmcli.i18n` reads them, :mod:`crmcli.locale.build` makes them."""
