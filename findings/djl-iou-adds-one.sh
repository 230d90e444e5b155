#!/usr/bin/env bash
# DJL 0.36.0 (ai.djl:api; no engine is needed), Rectangle.getIoU, the overlap of two boxes of detected objects.
# Guess: as documented it is the Jaccard index, the area that both cover over the area that either covers, of rectangles that "are usually from 0-1", shares of the picture, as the library's translators
# give them: boxes that only touch have 0, one that has a quarter of the other's area and lies in it has 0.25, and the unit does not matter.
# Instead: 1 is added to each side, as for whole numbers of pixels. In shares of the picture the 1 is more than the boxes: two that touch at a corner have 0.53, a quarter of a box has 0.84, and a hundredth of
# the whole picture 0.30 where 0.01 is right. A quarter in pixels has 0.25. (The library's own nms computes it another way, rightly.)
# A user who measures detections by it (IoU of at least 0.5 counts as found) finds nearly all of them good: of 2000 pairs at random that overlap at all, 1830 pass where 67 do, and the mean is 0.65 where
# 0.17 is right. One who suppresses doubles by it throws neighbours away.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>ai.djl</groupId><artifactId>api</artifactId><version>0.36.0</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import ai.djl.modality.cv.output.Rectangle;
import java.util.*;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static boolean near(double a, double b) {
        return Math.abs(a - b) < 0.005;
    }

    /** The definition: x, y, width, height of each. */
    static double right(double[] a, double[] b) {
        double wide = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]), high = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
        double both = Math.max(0, wide) * Math.max(0, high);
        return both / (a[2] * a[3] + b[2] * b[3] - both);
    }

    static double iou(double[] a, double[] b) {
        return new Rectangle(a[0], a[1], a[2], a[3]).getIoU(new Rectangle(b[0], b[1], b[2], b[3]));
    }

    static double show(String what, double[] a, double[] b) {
        double iou = iou(a, b);
        System.out.printf(Locale.ROOT, "%s: %.4f, by the definition %.4f%n", what, iou, right(a, b));
        return iou;
    }

    public static void main(String[] arguments) {
        System.out.println("djl 0.36.0");
        double[] box = {0.2, 0.2, 0.2, 0.2};
        expect(show("the same box", box, box.clone()) == 1, "right");
        expect(show("boxes that lie apart", box, new double[] {0.5, 0.5, 0.2, 0.2}) == 0, "right");
        expect(near(show("boxes that touch at a corner", box, new double[] {0.4, 0.4, 0.2, 0.2}), 0.532), "0.53 where nothing is shared");
        expect(near(show("a quarter of the box", box, new double[] {0.2, 0.2, 0.1, 0.1}), 0.84), "0.84 where 0.25 is right");
        expect(near(show("a quarter of the picture", new double[] {0, 0, 1, 1}, new double[] {0, 0, 0.5, 0.5}), 0.5625), "0.56 where 0.25 is right");
        expect(near(show("a hundredth of the picture", new double[] {0, 0, 1, 1}, new double[] {0.3, 0.3, 0.1, 0.1}), 0.3025), "0.30 where 0.01 is right");
        expect(near(show("a quarter in pixels of 640", new double[] {0, 0, 640, 640}, new double[] {0, 0, 320, 320}), 0.25), "in pixels it is near");
        List<Double> scores = List.of(0.9, 0.8);
        List<Rectangle> pair = List.of(new Rectangle(0.2, 0.2, 0.2, 0.2), new Rectangle(0.25, 0.25, 0.2, 0.2));
        expect(Rectangle.nms(pair, scores, 0.5f).size() == 2 && pair.get(0).getIoU(pair.get(1)) > 0.5, "nms keeps a pair that getIoU has above 0.5: it computes another overlap");

        Random random = new Random(1);
        int guesses = 0, passed = 0, good = 0;
        double sum = 0, rightSum = 0;
        while (guesses < 2000) {
            double[] truth = draw(random), guess = draw(random);
            if (right(truth, guess) == 0) continue;
            guesses++;
            double iou = iou(truth, guess), is = right(truth, guess);
            sum += iou;
            rightSum += is;
            if (iou >= 0.5) passed++;
            if (is >= 0.5) good++;
        }
        System.out.printf(Locale.ROOT, "2000 pairs of boxes that overlap, at random: %d have at least 0.5, by the definition %d; mean %.3f, by the definition %.3f%n", passed, good, sum / 2000, rightSum / 2000);
        expect(passed == 1830 && good == 67, "nearly all pass");
    }

    /** A box of a tenth to a half of the picture's sides. */
    static double[] draw(Random random) {
        double wide = 0.1 + 0.4 * random.nextDouble(), high = 0.1 + 0.4 * random.nextDouble();
        return new double[] {random.nextDouble() * (1 - wide), random.nextDouble() * (1 - high), wide, high};
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
