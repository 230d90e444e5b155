#!/usr/bin/env bash
# ND4J 1.0.0-M2.1 (nd4j-api), DataSet.sortByLabel and sortAndBatchByNumLabels: batches with one example of each label.
# Guess: as documented the examples come in another order (1, 2, ... n, 1, 2, ... n: "organizes the dataset to minimize sampling error"), each once, with its features and its label.
# Instead: rows are written over rows that are still to be read, and after each round of labels one place is left out. Some examples are there twice and more, others not at all: of the twelve
# examples 0 ... 11 of two labels 1, 3, 4, 9 and 10 are gone, and instead of six of each label there are four and eight. Nothing is thrown; rows fit their labels, so that the loss shows nothing.
# A user who balances batches by it trains on part of the data: of 1000 examples of ten labels, a hundred each, in order, 496 are left, and of mixed ones 260: one label has 263 places, another
# 33, and no batch has each label.
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
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static DataSet data(int[] labels, int classes) {
        float[] features = new float[labels.length], cells = new float[labels.length * classes];
        for (int i = 0; i < labels.length; i++) {
            features[i] = i;
            cells[i * classes + labels[i]] = 1;
        }
        return new DataSet(Nd4j.create(features, new int[] {labels.length, 1}), Nd4j.create(cells, new int[] {labels.length, classes}));
    }

    static int[] names(DataSet set) {
        int[] names = new int[set.numExamples()];
        for (int i = 0; i < names.length; i++) names[i] = set.getFeatures().getInt(i, 0);
        return names;
    }

    static int label(DataSet set, int row) {
        return set.getLabels().getRow(row).argMax().getInt(0);
    }

    static int different(int[] names) {
        return (int) Arrays.stream(names).distinct().count();
    }

    static int[] inOrder(int examples, int classes) {
        int[] labels = new int[examples];
        for (int i = 0; i < examples; i++) labels[i] = i * classes / examples;
        return labels;
    }

    public static void main(String[] arguments) {
        System.out.println("nd4j 1.0.0-M2.1");
        int[] labels = inOrder(12, 2);
        DataSet twelve = data(labels, 2);
        twelve.sortByLabel();
        int[] names = names(twelve);
        boolean fit = true;
        int ones = 0;
        for (int i = 0; i < 12; i++) {
            fit &= label(twelve, i) == labels[names[i]];
            ones += label(twelve, i);
        }
        Set<Integer> gone = new TreeSet<>();
        for (int i = 0; i < 12; i++) gone.add(i);
        for (int name : names) gone.remove(name);
        System.out.println("0 ... 11, six of either label: " + Arrays.toString(names) + ", gone " + gone + ", labels " + (12 - ones) + " and " + ones);
        expect(gone.equals(Set.of(1, 3, 4, 9, 10)) && ones == 8 && fit, "five are gone, and the labels are four and eight");

        for (boolean shuffled : new boolean[] {false, true}) {
            int[] many = inOrder(1000, 10);
            if (shuffled) {
                Random random = new Random(5);
                for (int i = 999; i > 0; i--) {
                    int with = random.nextInt(i + 1), label = many[i];
                    many[i] = many[with];
                    many[with] = label;
                }
            }
            List<DataSet> batches = data(many, 10).sortAndBatchByNumLabels();
            Set<Integer> left = new HashSet<>();
            int[] of = new int[10];
            int whole = 0;
            for (DataSet batch : batches) {
                Set<Integer> in = new HashSet<>();
                for (int i = 0; i < batch.numExamples(); i++) {
                    left.add(batch.getFeatures().getInt(i, 0));
                    of[label(batch, i)]++;
                    in.add(label(batch, i));
                }
                if (in.size() == 10) whole++;
            }
            System.out.println("1000 examples of ten labels, " + (shuffled ? "mixed" : "in order") + ": " + left.size() + " are left, examples of each label " + Arrays.toString(of) + ", " + whole + " of " + batches.size() + " batches have each label");
            expect(left.size() == (shuffled ? 260 : 496) && whole == (shuffled ? 0 : 2), "half and more are gone");
        }
    }
}
JAVA
OMP_NUM_THREADS=1 java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
