#!/usr/bin/env bash
# ND4J 1.0.0-M2.1 (nd4j-api), preprocessors of pictures: CropAndResizeDataSetPreProcessor, ImagePreProcessingScaler and its revert, RGBtoGrayscaleDataSetPreProcessor.
# Guess: a crop of 2 x 2 from 1, 1 that is not resized is these four pixels, of each picture of the batch. 0 ... 255 is brought to 0 ... 1 whatever type holds it. revert undoes transform. A grey copy is made
# of a coloured picture, with one channel.
# Instead: the crop is read between the pixels (the box is a share of the height and is then taken as one of height - 1), and only the first picture comes out, beside the labels of all. Pixels of type
# UINT8 become 0, but for 255, which becomes 1. revert multiplies the labels of a segmentation by 255, which transform had left alone, and for other labels it throws after it has changed the pixels. The grey
# picture has no channel left (N, H, W), and the coloured one is spoilt: red is grey now, green and blue are dark.
# A user trains on black pictures, scores masks of 255 against masks of 1, or crops a shifted patch: of a corner patch of 112 x 112 from a picture of 224 x 224 the far corner lies half a pixel off.
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
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.*;
import org.nd4j.linalg.factory.Nd4j;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static String cells(INDArray array) {
        return Arrays.toString(array.dup('c').data().asFloat());
    }

    static INDArray counting(int pictures, int side) {
        return Nd4j.arange((double) pictures * side * side).castTo(DataType.FLOAT).reshape(pictures, side, side, 1);
    }

    static DataSet crop(int pictures, int side, int from, int to) {
        DataSet set = new DataSet(counting(pictures, side), Nd4j.zeros(pictures, 2));
        new CropAndResizeDataSetPreProcessor(side, side, from, from, to, to, 1, CropAndResizeDataSetPreProcessor.ResizeMethod.Bilinear).preProcess(set);
        return set;
    }

    public static void main(String[] arguments) {
        System.out.println("nd4j 1.0.0-M2.1");
        DataSet two = crop(2, 4, 1, 2);
        System.out.println("2 x 2 from 1, 1 of pictures of 4 x 4: " + cells(two.getFeatures()) + " where [5.0, 6.0, 9.0, 10.0] is right; " + two.getFeatures().size(0) + " picture and " + two.getLabels().size(0) + " labels");
        expect(cells(two.getFeatures()).equals("[3.75, 5.25, 9.75, 11.25]"), "between the pixels");
        expect(two.getFeatures().size(0) == 1 && two.getLabels().size(0) == 2, "one picture of two");
        INDArray patch = crop(1, 224, 0, 112).getFeatures();
        double last = patch.getDouble(0, 111, 111, 0), off = (last - (111 * 224 + 111)) / 225;
        System.out.println("112 x 112 from 0, 0 of 224 x 224: the last pixel is that of row and column " + (111 + off) + " where 111 is right");
        expect(Math.abs(off - 0.5) < 0.01, "half a pixel off");

        INDArray bytes = Nd4j.createFromArray(new int[] {0, 100, 200, 254, 255, 17}).castTo(DataType.UINT8).reshape(1, 1, 2, 3), floats = bytes.castTo(DataType.FLOAT);
        ImagePreProcessingScaler scaler = new ImagePreProcessingScaler();
        scaler.transform(bytes);
        scaler.transform(floats);
        System.out.println("0, 100, 200, 254, 255, 17 as floats: " + cells(floats) + "; as bytes: " + cells(bytes));
        expect(Math.abs(floats.getDouble(0, 0, 0, 1) - 100 / 255.0) < 1e-6 && cells(bytes).equals("[0.0, 0.0, 0.0, 0.0, 1.0, 0.0]"), "bytes are black but for 255");

        DataSet masks = new DataSet(Nd4j.create(new float[] {0, 51, 102, 255}, new int[] {1, 1, 2, 2}), Nd4j.create(new float[] {0, 1, 1, 0}, new int[] {1, 1, 2, 2}));
        scaler.transform(masks);
        String between = cells(masks.getLabels());
        scaler.revert(masks);
        System.out.println("a mask after transform: " + between + ", after revert: " + cells(masks.getLabels()) + "; pixels after both: " + cells(masks.getFeatures()));
        expect(between.equals("[0.0, 1.0, 1.0, 0.0]") && cells(masks.getLabels()).equals("[0.0, 255.0, 255.0, 0.0]") && !scaler.isFitLabel(), "255 where 1 was");
        DataSet classes = new DataSet(Nd4j.create(new float[] {0, 51, 102, 255}, new int[] {1, 1, 2, 2}), Nd4j.create(new float[] {0, 1}, new int[] {1, 2}));
        scaler.transform(classes);
        boolean thrown = false;
        try {
            scaler.revert(classes);
        } catch (IllegalStateException refused) {
            thrown = true;
        }
        System.out.println("labels of a class: revert " + (thrown ? "throws" : "returns") + ", the pixels are " + cells(classes.getFeatures()));
        expect(thrown && classes.getFeatures().maxNumber().floatValue() == 255, "it throws, and the pixels have changed");

        INDArray coloured = Nd4j.create(new float[] {10, 20, 30}, new int[] {1, 3, 1, 1});
        DataSet grey = new DataSet(coloured, Nd4j.zeros(1, 2));
        new RGBtoGrayscaleDataSetPreProcessor().preProcess(grey);
        System.out.println("a pixel of 10, 20, 30: grey " + cells(grey.getFeatures()) + " of the shape " + Arrays.toString(grey.getFeatures().shape()) + ", the coloured picture is now " + cells(coloured));
        expect(grey.getFeatures().rank() == 3 && Math.abs(coloured.getDouble(0) - 18.1) < 1e-4 && Math.abs(coloured.getDouble(2) - 3.3) < 1e-4, "the coloured picture is spoilt");
    }
}
JAVA
OMP_NUM_THREADS=1 java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
