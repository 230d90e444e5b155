#!/usr/bin/env bash
# TwelveMonkeys 3.14.0 (imageio-tiff), a TIFF whose samples are 32-bit or 64-bit floats.
# Guess: the image's raster holds the numbers of the file, as with the reader that the JDK brings; or the file is refused.
# Instead: read() clips each number to 0 ... 1: -5 is 0, 1000 and 2.5 are 1. readRaster() of the same reader gives them all. On the class path this reader
# comes before the JDK's in ImageIO.read.
# A user whose pictures are measurements (heights, temperatures, counts, linear light above 1) trains on black and white.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>com.twelvemonkeys.imageio</groupId><artifactId>imageio-tiff</artifactId><version>3.14.0</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import java.awt.color.ColorSpace;
import java.awt.image.*;
import java.io.*;
import java.util.*;
import javax.imageio.*;
import javax.imageio.stream.*;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    /** A TIFF file by the JDK's own writer. */
    static byte[] file(RenderedImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Iterator<ImageWriter> all = ImageIO.getImageWritersByFormatName("tiff"); all.hasNext(); ) {
            ImageWriter writer = all.next();
            if (writer.getClass().getName().startsWith("com.sun.")) {
                try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
                    writer.setOutput(out);
                    writer.write(image);
                }
            }
        }
        return bytes.toByteArray();
    }

    static ImageReader reader(boolean ofJdk, byte[] file) throws IOException {
        for (Iterator<ImageReader> all = ImageIO.getImageReadersByFormatName("tiff"); all.hasNext(); ) {
            ImageReader reader = all.next();
            if (reader.getClass().getName().startsWith("com.sun.") == ofJdk) {
                reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(file)));
                return reader;
            }
        }
        throw new IOException("no reader");
    }

    static String row(Raster raster) {
        double[] numbers = raster.getPixels(0, 0, raster.getWidth(), 1, (double[]) null);
        return Arrays.toString(numbers);
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("imageio-tiff 3.14.0");
        for (int type : new int[] {DataBuffer.TYPE_FLOAT, DataBuffer.TYPE_DOUBLE}) {
            ColorModel grey = new ComponentColorModel(ColorSpace.getInstance(ColorSpace.CS_GRAY), false, false, 1, type);
            WritableRaster raster = grey.createCompatibleWritableRaster(5, 2);
            double[] numbers = {0.25, -5, 1, 2.5, 1000};
            raster.setPixels(0, 0, 5, 1, numbers);
            byte[] file = file(new BufferedImage(grey, raster, false, null));
            String own = row(reader(false, file).read(0).getRaster());
            String plain = row(reader(false, file).readRaster(0, null));
            String first = row(ImageIO.read(new ByteArrayInputStream(file)).getRaster());
            System.out.println((type == DataBuffer.TYPE_FLOAT ? "float " : "double ") + Arrays.toString(numbers) + ": read " + own + ", readRaster " + plain + ", ImageIO.read " + first);
            expect(own.equals("[0.25, 0.0, 1.0, 1.0, 1.0]"), "read clips to 0 ... 1");
            expect(plain.equals("[0.25, -5.0, 1.0, 2.5, 1000.0]"), "readRaster does not");
            expect(first.equals(own), "ImageIO.read takes this reader");
        }
        // What the JDK's reader says of doubles; of floats it fails while it guesses the type of picture.
        ColorModel grey = new ComponentColorModel(ColorSpace.getInstance(ColorSpace.CS_GRAY), false, false, 1, DataBuffer.TYPE_DOUBLE);
        WritableRaster raster = grey.createCompatibleWritableRaster(2, 1);
        raster.setPixels(0, 0, 2, 1, new double[] {-5, 1000});
        String jdk = row(reader(true, file(new BufferedImage(grey, raster, false, null))).read(0).getRaster());
        System.out.println("the JDK's reader, -5 and 1000 as doubles: " + jdk);
        expect(jdk.equals("[-5.0, 1000.0]"), "the JDK's reader keeps them");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
