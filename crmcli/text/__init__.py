"""Reading human text: dates, money, names, notes, pinyin. Pure functions that import nothing else of crmcli."""
