#!/usr/bin/env bash
# Apache Commons Compress 1.28.0.
# Guess: GzipCompressorInputStream and BZip2CompressorInputStream read a file to its end, as gunzip, bunzip2 and the JDK's GZIPInputStream do.
# Instead: they stop behind the first member, without an error. Files of several members are usual: pbzip2, bgzip, `cat a.gz b.gz`. With the second
# argument true they go on, but zeros behind the last member (a padded block from a tape or an object store), which GZIPInputStream passes over, are
# then an IOException.
# A user reads the first 900 KB of a data set packed in parallel and trains on it.
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

    static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes());
        }
        return bytes.toByteArray();
    }

    static byte[] bzip2(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new BZip2CompressorOutputStream(bytes)) {
            out.write(text.getBytes());
        }
        return bytes.toByteArray();
    }

    static InputStream joined(byte[]... parts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) all.write(part);
        return new ByteArrayInputStream(all.toByteArray());
    }

    static String read(InputStream in) throws IOException {
        return new String(in.readAllBytes());
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("commons-compress 1.28.0");
        String jdk = read(new GZIPInputStream(joined(gzip("one "), gzip("two"))));
        String gz = read(new GzipCompressorInputStream(joined(gzip("one "), gzip("two"))));
        String bz = read(new BZip2CompressorInputStream(joined(bzip2("one "), bzip2("two"))));
        String all = read(new BZip2CompressorInputStream(joined(bzip2("one "), bzip2("two")), true));
        System.out.println("JDK [" + jdk + "], Gzip [" + gz + "], BZip2 [" + bz + "], BZip2 with true [" + all + "]");
        expect(jdk.equals("one two") && gz.equals("one ") && bz.equals("one ") && all.equals("one two"), "the first member only");
        String padded = read(new GZIPInputStream(joined(gzip("one"), new byte[512])));
        String refused = "";
        try {
            read(new GzipCompressorInputStream(joined(gzip("one"), new byte[512]), true));
        } catch (IOException failure) {
            refused = failure.getMessage();
        }
        System.out.println("512 zeros behind: JDK [" + padded + "], Gzip with true: " + refused);
        expect(padded.equals("one") && !refused.isEmpty(), "zeros behind are an error");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
