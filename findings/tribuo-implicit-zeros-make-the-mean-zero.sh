#!/usr/bin/env bash
# Tribuo 4.3.2 (tribuo-core), transformations that are fitted with includeImplicitZeroFeatures = true: MeanStdDevTransformation (standardising), BinningTransformation by deviations, LinearScalingTransformation.
# Guess: as documented, the zeros that a sparse picture does not write down are measured as zeros: mean, deviation and limits are those of the same data written in full (densify() beforehand "is
# equivalent"). Where nothing is left out, the switch changes nothing.
# Instead: behind the last value the mean is set to 0, and the squares of the zeros are not added. 2, 4, 6 and seven zeros have the mean 0 and the deviation 0.94 where 1.2 and 2.15 are right, so
# that "standardised" they have the mean 1.27 and the deviation 2.28. A pixel that is 1 wherever it is lit, as in pictures of two colours, has a deviation of 0: each lit one is infinite, each
# dark one NaN. Of data in full, 10 and 20 with the switch, the mean is 0 as well; linear scaling gives them 0.5 and 1 where 0 and 1 are right, for it has seen a zero that is not there.
# A user who standardises pictures from an IDX file (MNIST), whose zeros Tribuo leaves out when it reads them, trains on pixels with other means than 0 and other deviations than 1, and on NaN
# where a lit pixel has one value only.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.tribuo</groupId><artifactId>tribuo-classification-core</artifactId><version>4.3.2</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import java.util.*;
import java.util.logging.*;
import org.tribuo.*;
import org.tribuo.classification.*;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.transform.*;
import org.tribuo.transform.transformations.*;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    /** One pixel in each picture; beside it another one, so that a picture without the pixel has something in it. */
    static MutableDataset<Label> pictures(boolean sparse, double... pixel) {
        LabelFactory labels = new LabelFactory();
        MutableDataset<Label> pictures = new MutableDataset<>(new SimpleDataSourceProvenance("pictures", labels), labels);
        for (double value : pixel) {
            ArrayExample<Label> picture = new ArrayExample<>(new Label("any"));
            picture.add(new Feature("corner", 1));
            if (!sparse || value != 0) picture.add(new Feature("pixel", value));
            pictures.add(picture);
        }
        return pictures;
    }

    /** What the pixel becomes in each picture, those included in which it was left out. */
    static double[] fit(Transformation transformation, boolean sparse, boolean zerosToo, double... pixel) {
        MutableDataset<Label> pictures = pictures(sparse, pixel);
        TransformationMap map = new TransformationMap(Map.of("pixel", List.of(transformation)));
        MutableDataset<Label> fitted = pictures.createTransformers(map, zerosToo).transformDataset(pictures, true);
        double[] became = new double[pixel.length];
        int i = 0;
        for (Example<Label> picture : fitted) {
            for (Feature feature : picture) if (feature.getName().equals("pixel")) became[i] = feature.getValue();
            i++;
        }
        return became;
    }

    static double mean(double[] numbers) {
        return Arrays.stream(numbers).average().getAsDouble();
    }

    static double deviation(double[] numbers) {
        double mean = mean(numbers);
        return Math.sqrt(Arrays.stream(numbers).map(x -> (x - mean) * (x - mean)).sum() / (numbers.length - 1));
    }

    static boolean near(double a, double b) {
        return Math.abs(a - b) < 0.006;
    }

    static void show(String what, double[] numbers, double mean, double deviation) {
        System.out.printf(Locale.ROOT, "%s: mean %.3f, deviation %.3f%n", what, mean(numbers), deviation(numbers));
        expect(near(mean(numbers), mean) && near(deviation(numbers), deviation), what);
    }

    public static void main(String[] arguments) {
        Logger.getLogger("org.tribuo").setLevel(Level.OFF);
        System.out.println("tribuo-core 4.3.2");
        double[] pixel = {2, 4, 6, 0, 0, 0, 0, 0, 0, 0};
        System.out.printf(Locale.ROOT, "2 4 6 and seven zeros: mean %.3f, deviation %.3f%n", mean(pixel), deviation(pixel));
        show("standardised, zeros written down", fit(new MeanStdDevTransformation(), false, false, pixel), 0, 1);
        show("standardised, zeros left out, with the switch", fit(new MeanStdDevTransformation(), true, true, pixel), 1.273, 2.281);
        show("standardised, zeros written down, with the switch", fit(new MeanStdDevTransformation(), false, true, pixel), 0.557, 1);

        double[] lit = {1, 0, 0, 1, 0, 1, 0, 0};
        double[] became = fit(new MeanStdDevTransformation(), true, true, lit), right = fit(new MeanStdDevTransformation(), false, false, lit);
        System.out.println("1 0 0 1 0 1 0 0: " + Arrays.toString(became) + " where " + Arrays.toString(right) + " is right");
        boolean as = true;
        for (int i = 0; i < lit.length; i++) as &= lit[i] == 1 ? became[i] == Double.POSITIVE_INFINITY : Double.isNaN(became[i]);
        expect(as && near(mean(right), 0) && near(deviation(right), 1), "infinite where it is lit, NaN where it is not");

        double[] bins = fit(BinningTransformation.stdDevs(2), true, true, pixel), binsRight = fit(BinningTransformation.stdDevs(2), false, false, pixel);
        System.out.println("bins by deviations of 2 4 6 and zeros: " + Arrays.toString(bins) + ", written down " + Arrays.toString(binsRight));
        expect(!Arrays.equals(bins, binsRight), "other bins");

        double[] full = {10, 20}, scaled = fit(new LinearScalingTransformation(), false, true, full);
        System.out.println("10 and 20, nothing left out: standardised with the switch " + Arrays.toString(fit(new MeanStdDevTransformation(), false, true, full)) + ", without " + Arrays.toString(fit(new MeanStdDevTransformation(), false, false, full))
                + "; scaled to 0 ... 1 with the switch " + Arrays.toString(scaled) + ", without " + Arrays.toString(fit(new LinearScalingTransformation(), false, false, full)));
        expect(near(mean(fit(new MeanStdDevTransformation(), false, true, full)), 15 / 7.0711), "the mean is 0 there too");
        expect(Arrays.equals(scaled, new double[] {0.5, 1}), "a zero is seen that is not there");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
