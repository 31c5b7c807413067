"""Reading human text: dates, money, names, notes, pinyin. Pure, and imports nothing else of crmcli."""
