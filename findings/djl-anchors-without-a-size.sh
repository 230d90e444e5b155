#!/usr/bin/env bash
# DJL 0.36.0 (ai.djl:api with its PyTorch engine), MultiBoxPrior: the anchor boxes of a detector (SSD).
# Guess: as documented there are n + m - 1 boxes for each place of n sizes and m ratios, one by default, around the middle of the place; optClip(true) cuts off what lies outside of the picture; one
# MultiBoxPrior can be used for several maps of features, as the boxes depend on the map that is given.
# Instead: there is room for 2n boxes a place. Where n + m - 1 is less, the rest are boxes from 0, 0 to 0, 0 at the end of the list: by default half of all, with three sizes and three ratios a sixth; where it
# is more (one size, three ratios) it throws. Clipping is not done. And the first map's steps are kept: after a map of 2 x 2, three quarters of the middles of a 4 x 4 map lie outside of the picture; after
# 8 x 8 those of a 4 x 4 map are all in the picture's first quarter.
# A user who builds a detector for maps of several sizes with one MultiBoxPrior has anchors where no object is: of 16 objects in a grid of 4 x 4 a new one matches all (an overlap of one half), one that
# has seen another map first matches none.
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
import ai.djl.modality.cv.MultiBoxPrior;
import ai.djl.ndarray.*;
import ai.djl.ndarray.types.Shape;
import java.util.*;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static MultiBoxPrior prior(int sizes, int ratios, boolean clip) {
        return MultiBoxPrior.builder().setSizes(List.of(0.25f, 0.3f, 0.35f).subList(0, sizes)).setRatios(List.of(1f, 2f, 0.5f).subList(0, ratios)).optClip(clip).build();
    }

    /** Left, top, right, bottom of each box. */
    static float[][] boxes(NDManager manager, MultiBoxPrior prior, int side) {
        float[] cells = prior.generateAnchorBoxes(manager.zeros(new Shape(1, 1, side, side))).toFloatArray();
        float[][] boxes = new float[cells.length / 4][];
        for (int i = 0; i < boxes.length; i++) boxes[i] = Arrays.copyOfRange(cells, 4 * i, 4 * i + 4);
        return boxes;
    }

    static int empty(float[][] boxes) {
        return (int) Arrays.stream(boxes).filter(box -> box[0] == 0 && box[1] == 0 && box[2] == 0 && box[3] == 0).count();
    }

    static int outside(float[][] boxes) {
        return (int) Arrays.stream(boxes).filter(box -> box[0] + box[2] > 2 || box[1] + box[3] > 2).count();
    }

    static double overlap(float[] a, float[] b) {
        double both = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
        return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both);
    }

    /** How many of 16 objects, a quarter of the picture's side each, have an anchor that overlaps by one half. */
    static int matched(float[][] anchors) {
        int matched = 0;
        for (int i = 0; i < 16; i++) {
            float left = i % 4 * 0.25f, top = i / 4 * 0.25f;
            float[] object = {left, top, left + 0.25f, top + 0.25f};
            if (Arrays.stream(anchors).anyMatch(anchor -> overlap(anchor, object) >= 0.5)) matched++;
        }
        return matched;
    }

    public static void main(String[] arguments) {
        System.out.println("djl 0.36.0");
        try (NDManager manager = NDManager.newBaseManager()) {
            float[][] byDefault = boxes(manager, MultiBoxPrior.builder().build(), 4);
            System.out.println("by default, a map of 4 x 4: " + byDefault.length + " boxes, " + empty(byDefault) + " without a size, where 16 and 0 are right");
            expect(byDefault.length == 32 && empty(byDefault) == 16, "half of all");
            for (int sizes = 1; sizes <= 3; sizes++) {
                for (int ratios = 1; ratios <= 3; ratios++) {
                    int right = 16 * (sizes + ratios - 1), room = 16 * 2 * sizes;
                    String came;
                    boolean as;
                    try {
                        float[][] boxes = boxes(manager, prior(sizes, ratios, false), 4);
                        came = boxes.length + " boxes, " + empty(boxes) + " without a size";
                        as = boxes.length == room && empty(boxes) == room - right;
                    } catch (ArrayIndexOutOfBoundsException short_) {
                        came = "throws";
                        as = right > room;
                    }
                    System.out.println("sizes " + sizes + ", ratios " + ratios + ": " + came + ", where " + right + " and 0 are right");
                    if (!as) expect(false, "other numbers");
                }
            }
            expect(true, "room for twice the sizes");

            float[][] clipped = boxes(manager, prior(2, 3, true), 4);
            System.out.println("with optClip(true) boxes still go from " + clipped[1][0] + " to " + clipped[clipped.length - 3][2]);
            expect(clipped[1][0] < 0 && clipped[clipped.length - 3][2] > 1 && Arrays.deepEquals(clipped, boxes(manager, prior(2, 3, false), 4)), "nothing is clipped");

            MultiBoxPrior rising = prior(2, 3, false), falling = prior(2, 3, false), fresh = prior(2, 3, false);
            float[][] right = boxes(manager, fresh, 4);
            boxes(manager, rising, 2);
            float[][] after2 = boxes(manager, rising, 4);
            boxes(manager, falling, 8);
            float[][] after8 = boxes(manager, falling, 4);
            System.out.println("a map of 4 x 4 by a new one: " + outside(right) + " of " + right.length + " middles outside, " + matched(right) + " of 16 objects matched; after a map of 2 x 2: " + outside(after2) + ", " + matched(after2)
                    + "; after one of 8 x 8: " + outside(after8) + ", " + matched(after8));
            expect(outside(right) == 0 && matched(right) == 16, "a new one is right");
            expect(outside(after2) == 48 && matched(after2) == 0, "after a smaller map three quarters lie outside");
            expect(outside(after8) == 0 && matched(after8) == 0 && Arrays.stream(after8).allMatch(box -> box[0] + box[2] < 1 && box[1] + box[3] < 1), "after a larger map all lie in a corner");
        }
        System.exit(0);
    }
}
JAVA
OMP_NUM_THREADS=1 java -Dai.djl.offline=true -DDJL_CACHE_DIR="$home/cache" -Dai.djl.pytorch.num_threads=1 -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
