#!/bin/sh
# import-folder.sh FOLDER [OPTION…]: import each file that was dropped into FOLDER, for cron:
#
#     */10 * * * *  /path/to/import-folder.sh /srv/drop --kind customer --on-duplicate update
#
# The options go to `crm import`. Good rows land; a file that was read moves to FOLDER/done, its bad rows stand in
# FOLDER/rejected, ready to be mended and dropped again. A file that cannot be read moves to FOLDER/failed, with the
# reason beside it. When the store is locked or the disk is full all stays where it is, for the next time.
#
# Standard output: a line for each file. Exit: 0 all rows of all files landed, 5 some were rejected, 7 a file could not
# be read or nothing could be done now. CRM and PYTHON name other programs than `crm` and `python3`.
set -u
if [ $# -lt 1 ] || [ ! -d "$1" ]; then
    echo "usage: import-folder.sh FOLDER [OPTION of crm import]..." >&2
    exit 2
fi
drop=$(cd -- "$1" && pwd) || exit 2
shift

# value JSON-FILE EXPRESSION: what a Python expression makes of the document `d`.
value() {
    "${PYTHON:-python3}" -c 'import json, sys; d = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$1" "$2"
}

# Only one at a time; what a killed one left behind is given up after a day.
mkdir -p "$drop/done" "$drop/rejected" "$drop/failed" || exit 7
find "$drop/.importing" -prune -mtime +0 -exec rm -r {} + 2>/dev/null
mkdir "$drop/.importing" 2>/dev/null || exit 0
work=$drop/.importing
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

status=0
for file in "$drop"/*; do
    [ -f "$file" ] || continue
    name=${file##*/}
    case $name in
        *.part | *.tmp | *.crdownload | '~$'*) continue ;; # still on its way, or open in Excel
    esac
    stamp=$(date +%Y%m%d-%H%M%S)-$$
    "${CRM:-crm}" import "$file" --json --keep-good --rejects "$work/rejects.csv" "$@" \
        >"$work/summary.json" 2>"$work/error.json" </dev/null
    code=$?
    case $code in
        0 | 5)
            line=$(value "$work/summary.json" \
                '"{rows} rows: {created} created, {updated} updated, {unchanged} unchanged, {duplicate} duplicate, " \
                "{rejected} rejected; {undo}".format(**d)')
            mv -- "$file" "$drop/done/$stamp-$name"
            if [ $code -eq 5 ]; then
                # Tables with other headers have files of their own: rejects-2.csv.
                for rejects in "$work"/rejects*.csv; do
                    mv -- "$rejects" "$drop/rejected/$stamp-${name%.*}-${rejects##*/}"
                done
                [ $status -eq 7 ] || status=5
            fi
            ;;
        *)
            reason=$(value "$work/error.json" 'd["error"]["code"]') || reason=internal
            line="not imported: $reason"
            status=7
            case $reason in
                store_locked | store_newer | store_damaged | disk | internal | interrupted)
                    echo "$name: $line"
                    exit 7 # no fault of the file
                    ;;
            esac
            mv -- "$file" "$drop/failed/$stamp-$name"
            mv -- "$work/error.json" "$drop/failed/$stamp-$name.error.json"
            ;;
    esac
    echo "$name: $line"
    rm -f "$work"/*
done
exit $status
