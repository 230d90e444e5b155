#!/usr/bin/env bash
# DJL 0.36.0 (ai.djl:api, here with its PyTorch engine), transforms of pictures: RandomFlipLeftRight, RandomFlipTopBottom, CenterCrop, and Resize with Interpolation.BICUBIC.
# Guess: as documented, a picture is flipped with a probability of one half; CenterCrop(224, 224) gives 224 x 224 of each picture that is at least as large; a resized picture of bytes goes beyond
# its darkest and brightest pixel at an edge at most as far as 0 and 255.
# Instead: the flipped picture is made and thrown away, the unflipped one is returned: of 1000 none is flipped, in either transform (NDArray.flip itself works). A picture of 225 x 225 is left as it is,
# 226 x 226 is cropped: where one pixel is too many, nothing is cut off. At an edge from black to white the cubic curve goes below 0 and above 255, and the bytes wrap round: 251 and 239 stand in
# the black, 16 and 4 in the white.
# A user who adds flips trains without them, sees that they do not help, and says so; the pictures with 225 rows make the batch fail or come in larger; and each sharp edge of a cubic
# picture has specks of the opposite colour.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>ai.djl.pytorch</groupId><artifactId>pytorch-engine</artifactId><version>0.36.0</version></dependency>
<dependency><groupId>ai.djl.pytorch</groupId><artifactId>pytorch-jni</artifactId><version>2.7.1-0.36.0</version></dependency>
<dependency><groupId>ai.djl.pytorch</groupId><artifactId>pytorch-native-cpu</artifactId><version>2.7.1</version><classifier>linux-x86_64</classifier></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.transform.*;
import ai.djl.ndarray.*;
import ai.djl.ndarray.types.*;
import ai.djl.translate.Transform;
import java.nio.ByteBuffer;
import java.util.*;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    /** How often the picture comes out otherwise than it went in. */
    static int changed(Transform transform, NDArray picture) {
        float[] before = picture.toFloatArray();
        int changed = 0;
        for (int i = 0; i < 1000; i++) if (!Arrays.equals(before, transform.transform(picture).toFloatArray())) changed++;
        return changed;
    }

    static int[] resize(NDManager manager, Image.Interpolation interpolation, int... pixels) {
        byte[] bytes = new byte[pixels.length];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) pixels[i];
        NDArray row = manager.create(ByteBuffer.wrap(bytes), new Shape(1, bytes.length, 1), DataType.UINT8);
        byte[] out = new Resize(2 * bytes.length, 1, interpolation).transform(row).toByteArray();
        int[] numbers = new int[out.length];
        for (int i = 0; i < out.length; i++) numbers[i] = out[i] & 255;
        return numbers;
    }

    /** The cubic curve through four pixels, as Keys has it, so far behind the second one, before it is put into a byte. */
    static double cubic(double[] p, double at) {
        double[] far = {1 + at, at, 1 - at, 2 - at};
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            double x = far[i], a = -0.5;
            sum += p[i] * (x <= 1 ? (a + 2) * x * x * x - (a + 3) * x * x + 1 : a * x * x * x - 5 * a * x * x + 8 * a * x - 4 * a);
        }
        return sum;
    }

    public static void main(String[] arguments) {
        System.out.println("djl 0.36.0");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray picture = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3, 1));
            expect(Arrays.equals(picture.flip(1).toFloatArray(), new float[] {3, 2, 1, 6, 5, 4}), "NDArray.flip flips");
            int aside = changed(new RandomFlipLeftRight(), picture), upright = changed(new RandomFlipTopBottom(), picture);
            System.out.println("of 1000 pictures " + aside + " are flipped to the side and " + upright + " upside down, where some 500 are right");
            expect(aside == 0 && upright == 0, "none is flipped");

            for (int size : new int[] {224, 225, 226, 300}) {
                Shape shape = new CenterCrop(224, 224).transform(manager.zeros(new Shape(size, size, 3))).getShape();
                System.out.println("CenterCrop(224, 224) of " + size + " x " + size + ": " + shape.get(1) + " x " + shape.get(0));
                expect(shape.get(0) == (size == 225 ? 225 : 224) && shape.get(1) == shape.get(0), size == 225 ? "one too many is left" : "cropped");
            }

            int[] edge = {0, 0, 0, 0, 255, 255, 255, 255};
            int[] linear = resize(manager, Image.Interpolation.BILINEAR, edge), cubic = resize(manager, Image.Interpolation.BICUBIC, edge);
            System.out.println("black to white, twice as wide, linear " + Arrays.toString(linear) + ", cubic " + Arrays.toString(cubic));
            expect(Arrays.equals(Arrays.copyOfRange(cubic, 5, 11), new int[] {251, 239, 51, 203, 16, 4}), "white specks in the black and black ones in the white");
            double under = cubic(new double[] {0, 0, 0, 255}, 0.75), over = cubic(new double[] {0, 255, 255, 255}, 0.25);
            System.out.printf(Locale.ROOT, "by the curve, %.1f stands where %d came, and %.1f where %d came; 0 and 255 are right%n", under, cubic[6], over, cubic[9]);
            expect(((int) under & 255) == cubic[6] && ((int) over & 255) == cubic[9], "what is outside wraps round");
        }
        System.exit(0);
    }
}
JAVA
OMP_NUM_THREADS=1 java -Dai.djl.offline=true -DDJL_CACHE_DIR="$home/cache" -Dai.djl.pytorch.num_threads=1 -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
