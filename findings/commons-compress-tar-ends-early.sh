#!/usr/bin/env bash
# Apache Commons Compress 1.28.0, TarArchiveInputStream.
# Guess: an archive that was cut off is an error, as GNU tar says ("Unexpected EOF in archive"); so is an entry whose header has a wrong checksum.
# Instead: a cut inside an entry's contents throws, but one between entries or inside a HEADER ends the listing as if the archive were complete:
# of two files one comes, without an error; so does an archive without its two closing blocks. A header with a flipped bit is taken: the
# entry comes under another name, and only isCheckSumOK(), which nobody has to call, is false.
# A user whose download broke off there trains on a part of the pictures, or has a class with a name that is not in the data set.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.apache.commons</groupId><artifactId>commons-compress</artifactId><version>1.28.0</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import java.io.*;
import java.util.*;
import java.util.zip.*;
import org.apache.commons.compress.archivers.tar.*;
import org.apache.commons.compress.compressors.bzip2.*;
import org.apache.commons.compress.compressors.gzip.*;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static String list(byte[] tar) {
        StringBuilder seen = new StringBuilder();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                seen.append(entry.getName()).append('=').append(new String(in.readAllBytes())).append(entry.isCheckSumOK() ? " " : " (checksum wrong) ");
            }
        } catch (IOException failure) {
            seen.append("! ").append(failure.getMessage());
        }
        return seen.toString().strip();
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("commons-compress 1.28.0");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
            for (String name : List.of("a", "b")) {
                TarArchiveEntry entry = new TarArchiveEntry(name);
                entry.setSize(5);
                out.putArchiveEntry(entry);
                out.write("hello".getBytes());
                out.closeArchiveEntry();
            }
        }
        byte[] tar = bytes.toByteArray();
        Map<Integer, String> cut = new LinkedHashMap<>();
        for (int length : new int[] {tar.length, 2048, 1536, 1100, 1024, 700}) {
            cut.put(length, list(Arrays.copyOf(tar, length)));
        }
        cut.forEach((length, seen) -> System.out.println(length + " of " + tar.length + " bytes: " + seen));
        expect(cut.get(tar.length).equals("a=hello b=hello"), "the whole");
        expect(cut.get(2048).equals("a=hello b=hello"), "without closing blocks: no error");
        expect(cut.get(1536).contains("Truncated") && cut.get(700).contains("Truncated"), "cut in the contents: an error");
        expect(cut.get(1100).equals("a=hello") && cut.get(1024).equals("a=hello"), "cut in a header or between entries: one file less, no error");
        byte[] flipped = tar.clone();
        flipped[1024] ^= 1;
        System.out.println("one bit of the second header flipped: " + list(flipped));
        expect(list(flipped).equals("a=hello c=hello (checksum wrong)"), "the entry comes under another name");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
