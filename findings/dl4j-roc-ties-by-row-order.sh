#!/usr/bin/env bash
# Deeplearning4j / ND4J 1.0.0-M2.1, org.nd4j.evaluation.classification.ROC: the area under the curve.
# Guess: in exact mode (new ROC(0)) a pair of equal scores counts one half, so that constant scores have 0.5, whatever the order of the rows; with thresholds the area is near that.
# Instead: in exact mode equal scores are taken one after another as they stand: constant scores have 1.0 if the positives come first and 0.0 if they come last, and twenty rows of four
# different scores have 0.61, 0.34 or anything between by their order where 0.47 is right (Smile and Tribuo say so). With 100 thresholds, ties are right, but scores between 0.999 and 1, as a
# sure net gives them, have 0.5 where 0.92 is right, and the area under precision and recall of constant scores is 0.75 for one half of positives.
# A user whose net answers with few values (eight bits, a saturated sigmoid, a small tree) and whose rows are sorted by class, as folders are, reports a perfect net or a
# hopeless one, and another area after shuffling.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.nd4j</groupId><artifactId>nd4j-native</artifactId><version>1.0.0-M2.1</version></dependency>
<dependency><groupId>org.nd4j</groupId><artifactId>nd4j-native</artifactId><version>1.0.0-M2.1</version><classifier>linux-x86_64</classifier></dependency>
<dependency><groupId>org.bytedeco</groupId><artifactId>openblas</artifactId><version>0.3.19-1.5.7</version><classifier>linux-x86_64</classifier></dependency>
<dependency><groupId>org.bytedeco</groupId><artifactId>javacpp</artifactId><version>1.5.7</version><classifier>linux-x86_64</classifier></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import java.util.*;
import org.nd4j.evaluation.classification.ROC;
import org.nd4j.linalg.factory.Nd4j;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    /** Of all pairs of a positive and a negative, the share in which the positive has the higher score; ties count one half. */
    static double right(int[] labels, float[] scores) {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < labels.length; i++) for (int j = 0; j < labels.length; j++) if (labels[i] == 1 && labels[j] == 0) {
            pairs++;
            sum += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
        }
        return sum / pairs;
    }

    static ROC roc(int steps, int[] labels, float[] scores) {
        float[] truth = new float[labels.length];
        for (int i = 0; i < truth.length; i++) truth[i] = labels[i];
        ROC roc = new ROC(steps);
        roc.eval(Nd4j.create(truth, new int[] {truth.length, 1}), Nd4j.create(scores.clone(), new int[] {scores.length, 1}));
        return roc;
    }

    static boolean near(double a, double b) {
        return Math.abs(a - b) < 5e-4;
    }

    static void show(String what, int[] labels, float[] scores, double exact, double thresholds) {
        double right = right(labels, scores);
        double came = roc(0, labels, scores).calculateAUC();
        double rough = roc(100, labels, scores).calculateAUC();
        System.out.printf(Locale.ROOT, "%s: right %.4f, exact mode %.4f, 100 thresholds %.4f%n", what, right, came, rough);
        expect(near(came, exact) && near(rough, thresholds), what);
    }

    /** The same rows, by label. */
    static void sorted(String what, int[] labels, float[] scores, int sign, double exact, double thresholds) {
        Integer[] order = new Integer[labels.length];
        for (int i = 0; i < order.length; i++) order[i] = i;
        Arrays.sort(order, Comparator.comparingInt(i -> sign * labels[i]));
        int[] y = new int[order.length];
        float[] s = new float[order.length];
        for (int i = 0; i < order.length; i++) {
            y[i] = labels[order[i]];
            s[i] = scores[order[i]];
        }
        show(what, y, s, exact, thresholds);
    }

    public static void main(String[] arguments) {
        float[] constant = {0.5f, 0.5f, 0.5f, 0.5f};
        show("constant scores, positives first", new int[] {1, 1, 0, 0}, constant, 1, 0.5);
        show("constant scores, negatives first", new int[] {0, 0, 1, 1}, constant, 0, 0.5);
        double curve = roc(100, new int[] {1, 1, 0, 0}, constant).calculateAUCPR();
        System.out.println("constant scores, area under precision and recall with 100 thresholds: " + curve + " where 0.5 is right");
        expect(near(curve, 0.75), "that is 0.75");
        Random random = new Random(1);
        int[] labels = new int[20];
        float[] scores = new float[20];
        for (int i = 0; i < 20; i++) {
            labels[i] = random.nextInt(2);
            scores[i] = random.nextInt(4) / 4f;
        }
        sorted("four different scores, positives first", labels, scores, -1, 0.6061, 0.4747);
        sorted("the same, negatives first", labels, scores, 1, 0.3434, 0.4747);
        int[] many = new int[4000];
        float[] sure = new float[4000];
        for (int i = 0; i < many.length; i++) {
            many[i] = i % 2;
            sure[i] = 0.999f + i % 1000 * 5e-7f + i % 2 * 3e-4f;
        }
        show("scores above 0.999", many, sure, right(many, sure), 0.5);
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
