#!/usr/bin/env bash
# ND4J 1.0.0-M2.1 (nd4j-api), DataSet.merge of sets of which some have a mask of labels (several labels a picture, some of them not known) and some have none, which means that all are known.
# Guess: as the comment in the library says, a set without a mask is "all present": its rows have ones in the merged mask, the others' rows their own masks.
# Instead: the rows of a set without a mask are not counted when the next mask is put in. The mask of a later set lies on the rows of the earlier one; what it was for counts as known. Merged in the other
# order (the set with a mask in front) all is right.
# A user who merges a fully labelled set with a partly labelled one trains on labels that nobody gave (the zeros that stand for "not known") and leaves known ones out; which, the order decides. In batches
# of single pictures, every fifth of which is partly labelled, 50 of 64 such pictures have lost their masks to others.
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
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    /** So many rows of three labels; of the masked ones only the third is known. */
    static DataSet set(int rows, boolean masked) {
        INDArray mask = masked ? Nd4j.zeros(rows, 3) : null;
        if (masked) for (int i = 0; i < rows; i++) mask.putScalar(i, 2, 1);
        return new DataSet(Nd4j.ones(rows, 1), masked ? Nd4j.zeros(rows, 3) : Nd4j.ones(rows, 3), null, mask);
    }

    static String rows(INDArray mask) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < mask.size(0); i++) rows.append(i == 0 ? "" : " ").append(mask.getInt(i, 0)).append(mask.getInt(i, 1)).append(mask.getInt(i, 2));
        return rows.toString();
    }

    static String show(String what, DataSet... sets) {
        StringBuilder right = new StringBuilder();
        for (DataSet set : sets) right.append(right.length() == 0 ? "" : " ").append(rows(set.getLabelsMaskArray() == null ? Nd4j.ones(set.numExamples(), 3) : set.getLabelsMaskArray()));
        String mask = rows(DataSet.merge(Arrays.asList(sets)).getLabelsMaskArray());
        System.out.println(what + ": " + mask + (mask.contentEquals(right) ? "" : " where " + right + " is right"));
        return mask;
    }

    public static void main(String[] arguments) {
        System.out.println("nd4j 1.0.0-M2.1");
        expect(show("two masked rows, then two without a mask", set(2, true), set(2, false)).equals("001 001 111 111"), "right");
        expect(show("two without a mask, then two masked", set(2, false), set(2, true)).equals("001 001 111 111"), "the same, so that the masks lie on the others' rows");
        expect(show("three, without, masked, without", set(1, false), set(1, true), set(1, false)).equals("001 111 111"), "one row too early");

        List<DataSet> pictures = new ArrayList<>();
        for (int i = 0; i < 320; i++) pictures.add(set(1, i % 5 == 4));
        int unknown = 0, partly = 0, known = 0;
        for (int from = 0; from < 320; from += 32) {
            DataSet batch = DataSet.merge(pictures.subList(from, from + 32));
            for (int i = 0; i < 32; i++) {
                boolean masked = (from + i) % 5 == 4, isMasked = batch.getLabelsMaskArray().getDouble(i, 0) == 0;
                if (masked) partly++;
                if (masked && !isMasked) unknown++;
                if (!masked && isMasked) known++;
            }
        }
        System.out.println("320 pictures in batches of 32: " + unknown + " of " + partly + " partly labelled ones are without their mask, " + known + " fully labelled ones have one");
        expect(unknown == 50 && known == 50, "the masks lie on the first pictures of each batch");
    }
}
JAVA
OMP_NUM_THREADS=1 java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
