"""Files in which a team writes down its way of working: processes with their stages, read, checked and built in.

Pure: text in, plain data out. What stores and installs them is :mod:`crmcli.verbs.processes`.
"""
