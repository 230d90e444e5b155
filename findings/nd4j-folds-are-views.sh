#!/usr/bin/env bash
# ND4J 1.0.0-M2.1 (nd4j-api), KFoldIterator: cross-validation, a training set from next() and the fold that is held out from testFold().
# Guess: each fold comes from the data as they were given; bringing the pixels of a training set and of its test fold to 0 ... 1, as one should, concerns that fold only. A preprocessor that is given to
# the iterator (setPreProcessor) is applied to what comes out.
# Instead: test folds are windows on the data, and so are the first and the last training set; the others are copies. What is scaled in a window stays so: from the second fold on the pixels
# go up to 0.0039 instead of 1, and rows of earlier test folds are smaller by another 255 than those beside them. The preprocessor is kept, and never called.
# A user who cross-validates reads another accuracy than there is: of 100 examples, dark ones and bright ones with a wide gap between, five folds get 89 right, with copies 100. Afterwards the data
# themselves are from 0 to 0.0039, black for whatever uses them next.
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
import org.nd4j.linalg.dataset.api.iterator.KFoldIterator;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.factory.Nd4j;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static DataSet data(double[] x, boolean[] y) {
        float[] cells = new float[x.length], labels = new float[2 * x.length];
        for (int i = 0; i < x.length; i++) {
            cells[i] = (float) x[i];
            labels[2 * i + (y[i] ? 1 : 0)] = 1;
        }
        return new DataSet(Nd4j.create(cells, new int[] {x.length, 1}), Nd4j.create(labels, new int[] {x.length, 2}));
    }

    static DataSet copy(DataSet of) {
        return new DataSet(of.getFeatures().dup(), of.getLabels().dup());
    }

    /** How many of the test rows a threshold gets right that lies between the two classes' means in training. */
    static int right(DataSet train, DataSet test) {
        double[] sum = new double[2], count = new double[2];
        for (int i = 0; i < train.numExamples(); i++) {
            int of = train.getLabels().getDouble(i, 1) == 1 ? 1 : 0;
            sum[of] += train.getFeatures().getDouble(i, 0);
            count[of]++;
        }
        double low = sum[0] / count[0], high = sum[1] / count[1];
        int right = 0;
        for (int i = 0; i < test.numExamples(); i++) {
            double x = test.getFeatures().getDouble(i, 0);
            if ((Math.abs(x - high) < Math.abs(x - low)) == (test.getLabels().getDouble(i, 1) == 1)) right++;
        }
        return right;
    }

    /** Accuracy over five folds, each scaled from 0 ... 255 to 0 ... 1. */
    static double validate(DataSet all, boolean copies, List<Float> greatest) {
        KFoldIterator folds = new KFoldIterator(5, all);
        int right = 0;
        while (folds.hasNext()) {
            DataSet train = folds.next(), test = (DataSet) folds.testFold();
            if (copies) {
                train = copy(train);
                test = copy(test);
            }
            ImagePreProcessingScaler scaler = new ImagePreProcessingScaler();
            scaler.transform(train);
            scaler.transform(test);
            greatest.add(train.getFeatures().maxNumber().floatValue());
            right += right(train, test);
        }
        return right / (double) all.numExamples();
    }

    public static void main(String[] arguments) {
        System.out.println("nd4j 1.0.0-M2.1");
        Random random = new Random(1);
        double[] x = new double[100];
        boolean[] y = new boolean[100];
        for (int i = 0; i < 100; i++) {
            y[i] = random.nextBoolean();
            x[i] = (y[i] ? 150 : 0) + random.nextInt(106);
        }
        DataSet all = data(x, y);
        INDArray before = all.getFeatures().dup();
        List<Float> ofCopies = new ArrayList<>(), ofViews = new ArrayList<>();
        double copied = validate(all, true, ofCopies);
        expect(all.getFeatures().equals(before), "with copies the data stay as they are");
        double plain = validate(all, false, ofViews);
        System.out.println("greatest pixel of each training set, scaled: " + ofCopies + " with copies of both sets, " + ofViews + " with the sets as they come");
        expect(Collections.min(ofCopies) > 0.99 && ofViews.get(0) > 0.99 && Collections.max(ofViews.subList(1, 5)) < 0.004, "from the second fold on they are scaled twice");
        System.out.println("accuracy in five folds: " + copied + " with copies of both sets, " + plain + " with the sets as they come");
        System.out.println("the data are from " + all.getFeatures().minNumber() + " to " + all.getFeatures().maxNumber() + " afterwards, from " + before.minNumber() + " to " + before.maxNumber() + " before");
        expect(copied == 1, "with copies all are right");
        expect(plain == 0.89, "without them eleven of 100 are wrong");
        expect(all.getFeatures().maxNumber().doubleValue() < 0.004 && before.maxNumber().doubleValue() == 254, "the data have changed");

        int[] calls = new int[1];
        KFoldIterator folds = new KFoldIterator(5, data(x, y));
        folds.setPreProcessor(set -> calls[0]++);
        while (folds.hasNext()) folds.next();
        System.out.println("five folds with a preprocessor: called " + calls[0] + " times");
        expect(calls[0] == 0 && folds.getPreProcessor() != null, "never");
    }
}
JAVA
OMP_NUM_THREADS=1 java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
