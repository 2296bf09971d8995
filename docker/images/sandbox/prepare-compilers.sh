#!/bin/sh
# Does once what compilers would do again for every program. Sandboxes see the result at /prepared and can only read it.
#   prepare-compilers.sh FOLDER    for the compilers that are installed; does nothing when FOLDER was made from the same ones
# The image runs it when it is built; on a host without Docker, ./run and ./test do. What is missing in FOLDER, or was made by another
# version of a compiler, costs time and nothing else.
set -eu
[ $# -eq 1 ] || { echo "usage: prepare-compilers.sh FOLDER" >&2; exit 2; }
target=$1
work=$target.$$
umask 022
trap 'rm -rf "$work"' EXIT
header=bits/stdc++.h
cpp='/usr/bin/g++ -std=gnu++20 -O2' # as in Cpp.cs: with other options the compiler would not take it

has() { [ -x "/usr/bin/$1" ]; }

# Everything that the result depends on.
made_from() {
  cat "$0"
  if has g++; then
    $cpp --version
    echo "#include <$header>" | $cpp -x c++ -M - | tr ' ' '\n' | grep '^/' | xargs stat -L -c '%n %s %Y'
  fi
  if has javac; then readlink -f /usr/bin/javac && /usr/bin/javac -J-version 2>&1; fi
  if has go; then /usr/bin/go version; fi
}

stamp=$(made_from | sha256sum)
if [ "$(cat "$target/made-from" 2>/dev/null)" = "$stamp" ]; then exit 0; fi
mkdir -p "$(dirname "$target")" "$work"

# C++: the headers that most programs ask for, as the compiler holds them in memory.
if has g++; then
  mkdir -p "$work/cpp/bits"
  echo "#include <$header>" >"$work/all.h"
  path=$($cpp -x c++ -M "$work/all.h" | tr ' ' '\n' | grep "/$header\$")
  $cpp -x c++-header -o "$work/cpp/$header.gch" "$path"
  rm "$work/all.h"
fi

# Java: the classes of the compiler, loaded.
if has javac; then
  mkdir -p "$work/java" "$work/java.tmp"
  cat >"$work/java.tmp/Main.java" <<'JAVA'
import java.io.*;
import java.util.*;
import java.util.function.*;
import java.util.stream.*;

public class Main {
    interface Shape { double area(); }
    record Square(double side) implements Shape { public double area() { return side * side; } }
    enum Color { RED, GREEN }
    static <T extends Comparable<T>> T most(List<? extends T> all) { T best = null; for (T one : all) if (best == null || one.compareTo(best) > 0) best = one; return best; }
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        Map<String, List<Integer>> groups = new TreeMap<>();
        for (int i = 0; i < 9; i++) groups.computeIfAbsent("k" + i % 3, k -> new ArrayList<>()).add(i);
        String text = groups.values().stream().flatMap(List::stream).map(x -> x * 2).filter(x -> x > 3).map(String::valueOf).collect(Collectors.joining(","));
        switch (Color.values()[args.length % 2]) { case RED: text += new Square(2).area(); break; default: text += most(List.of(1, 2)); }
        var answer = switch (text.length() % 2) { case 0 -> "even"; default -> "odd"; };
        try (StringWriter out = new StringWriter()) { out.write(answer); System.out.printf("%s %d%n", out, text.chars().sum()); }
        int[] a = new int[3]; long sum = 0L; for (int x : a) sum += x << 1 ^ 3; do { sum--; } while (sum > 0 && !(sum == 5)); Runnable r = new Runnable() { public void run() { } }; r.run();
    }
}
JAVA
  # With the options of Java.cs: an archive is taken only with the same collector.
  /usr/bin/javac -J-Xmx512m -J-XX:+UseSerialGC -J-XX:TieredStopAtLevel=1 -J-XX:-UsePerfData -J-XX:ArchiveClassesAtExit="$work/java/javac.jsa" -J-Xlog:disable \
    -encoding UTF-8 -proc:none -nowarn -d "$work/java.tmp" "$work/java.tmp/Main.java" || rm -f "$work/java/javac.jsa"
  rm -rf "$work/java.tmp"
fi

# Go: the standard library, compiled as Go.cs asks for it. Distributions either bring none of it or the parts that need no C.
if has go; then
  mkdir -p "$work/go"
  (cd / && GOCACHE="$work/go" GOPATH=/nonexistent GO111MODULE=off CGO_ENABLED=0 GOTOOLCHAIN=local GOTELEMETRY=off GOFLAGS= nice /usr/bin/go build std)
fi

echo "$stamp" >"$work/made-from"
chmod -R a-w,a+rX "$work"
if [ -e "$target" ]; then mv "$target" "$target.old.$$" && chmod -R u+w "$target.old.$$" && rm -rf "$target.old.$$"; fi
chmod u+w "$work" && mv "$work" "$target" && chmod u-w "$target"
