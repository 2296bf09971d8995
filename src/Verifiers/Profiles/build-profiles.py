#!/usr/bin/env python3
"""Packs the language profiles of the package langdetect into profiles.bin, which the verifier embeds.

Usage: build-profiles.py FOLDER [OUTPUT]

FOLDER holds one JSON file a language, as in Debian's package python3-langdetect (/usr/lib/python3/dist-packages/langdetect/profiles)
or in the source of langdetect 1.0.9: {"freq": {n-gram: count}, "n_words": [1-grams, 2-grams, 3-grams], "name": code}.

Format, compressed with zlib; numbers are LEB128:
    number of languages, then for each: length of its code, the code in ASCII, the three totals
    number of n-grams, then for each, sorted by code units: length * 4 + length of the beginning shared with the n-gram before,
        the UTF-16 code units that are not shared, the number of languages that have it, then for each: its number, the count
"""
import json
import pathlib
import sys
import zlib


def number(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def main():
    folder = pathlib.Path(sys.argv[1])
    output = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else pathlib.Path(__file__).with_name("profiles.bin"))
    profiles = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.iterdir())]
    out = bytearray(number(len(profiles)))
    counts = {}
    for language, profile in enumerate(profiles):
        code = profile["name"].encode("ascii")
        out += number(len(code)) + code
        for total in profile["n_words"]:
            out += number(total)
        for ngram, count in profile["freq"].items():
            if 1 <= len(ngram) <= 3 and all(ord(character) < 0x10000 for character in ngram):
                counts.setdefault(ngram, []).append((language, count))
    out += number(len(counts))
    previous = ""
    for ngram in sorted(counts):
        shared = 0
        while shared < min(len(previous), len(ngram)) and previous[shared] == ngram[shared]:
            shared += 1
        out += number(len(ngram) * 4 + shared)
        for character in ngram[shared:]:
            out += number(ord(character))
        out += number(len(counts[ngram]))
        for language, count in counts[ngram]:
            out += number(language) + number(count)
        previous = ngram
    output.write_bytes(zlib.compress(bytes(out), 9))
    print(f"{len(profiles)} languages, {len(counts)} n-grams, {output.stat().st_size} bytes: {output}")


if __name__ == "__main__":
    main()
