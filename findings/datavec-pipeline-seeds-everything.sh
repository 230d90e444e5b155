#!/usr/bin/env bash
# Deeplearning4j's DataVec 1.0.0-M2.1 (datavec-data-image), PipelineImageTransform: augmentation, each step with its probability, with a seed.
# Guess: a pipeline has its own generator, begun with its own seed (1234 if none is given): what is drawn elsewhere does not concern it, and what it draws concerns nobody. With the same seed and
# shuffle = true the steps come in the same order in each run.
# Instead: the constructor puts ND4J's generator of the calling thread, which Nd4j.rand, SameDiff's initial weights and dropout draw from, to the pipeline's seed. Whatever seed the user has set
# before, the numbers behind `new PipelineImageTransform(...)` are those of 1234: the spread over ten seeds is 0. (init() of a MultiLayerNetwork sets the same generator again, to the net's seed,
# and the pipeline's with it.) A pipeline that is built later takes the first one's seed away (seed 7 then draws what seed 8 does), and each number that is drawn elsewhere on the thread moves the
# pipeline's. The order under shuffle comes from another generator, without a seed: it differs from run to run.
# A user of SameDiff who trains with ten seeds to learn the spread begins ten times with the same weights, and reports too small a deviation; two pipelines, one for pictures and one for masks, share
# one stream; and a run with a shuffled pipeline cannot be repeated.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.datavec</groupId><artifactId>datavec-data-image</artifactId><version>1.0.0-M2.1</version><exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>
<dependency><groupId>org.datavec</groupId><artifactId>datavec-api</artifactId><version>1.0.0-M2.1</version><exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>
<dependency><groupId>org.bytedeco</groupId><artifactId>javacv</artifactId><version>1.5.7</version><exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>
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
import org.bytedeco.javacv.Frame;
import org.datavec.image.data.ImageWritable;
import org.datavec.image.transform.*;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.factory.Nd4j;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    /** A step that writes down that it was taken. */
    static class Step implements ImageTransform {
        final String name;
        final StringBuilder taken;

        Step(String name, StringBuilder taken) {
            this.name = name;
            this.taken = taken;
        }

        public ImageWritable transform(ImageWritable image) {
            taken.append(name);
            return image;
        }

        public ImageWritable transform(ImageWritable image, Random random) {
            return transform(image);
        }

        public float[] query(float... coordinates) {
            return coordinates;
        }

        public ImageWritable getCurrentImage() {
            return null;
        }
    }

    /** Which of 24 pictures a step of probability one half is taken for. */
    static String draws(PipelineImageTransform pipeline, StringBuilder taken) {
        StringBuilder draws = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            int before = taken.length();
            pipeline.transform(new ImageWritable(new Frame(2, 2, Frame.DEPTH_UBYTE, 1)));
            draws.append(taken.length() > before ? 1 : 0);
        }
        return draws.toString();
    }

    static PipelineImageTransform half(long seed, StringBuilder taken) {
        return new PipelineImageTransform(seed, List.of(Pair.makePair(new Step("x", taken), 0.5)));
    }

    static String order(long seed) {
        StringBuilder taken = new StringBuilder();
        List<Pair<ImageTransform, Double>> steps = new ArrayList<>();
        for (char name = 'a'; name <= 'p'; name++) steps.add(Pair.makePair(new Step(String.valueOf(name), taken), 1.0));
        new PipelineImageTransform(seed, steps, true).transform(new ImageWritable(new Frame(2, 2, Frame.DEPTH_UBYTE, 1)));
        return taken.toString();
    }

    static double deviation(double[] numbers) {
        double mean = Arrays.stream(numbers).average().getAsDouble();
        return Math.sqrt(Arrays.stream(numbers).map(x -> (x - mean) * (x - mean)).sum() / (numbers.length - 1));
    }

    public static void main(String[] arguments) {
        System.out.println("datavec-data-image 1.0.0-M2.1");
        double[] without = new double[10], with = new double[10];
        for (int seed = 1; seed <= 10; seed++) {
            Nd4j.getRandom().setSeed(seed);
            without[seed - 1] = Nd4j.randn(1, 1).getDouble(0);
            Nd4j.getRandom().setSeed(seed);
            new PipelineImageTransform(new Step("x", new StringBuilder()));
            with[seed - 1] = Nd4j.randn(1, 1).getDouble(0);
        }
        System.out.printf(Locale.ROOT, "the first weight for seeds 1 to 10: deviation %.3f, with a pipeline between the seed and the weight %.3f%n", deviation(without), deviation(with));
        expect(deviation(without) > 0.3 && deviation(with) == 0, "all ten seeds give one weight");
        expect(Nd4j.getRandom().getSeed() == 1234, "ND4J's generator has the seed 1234");

        StringBuilder taken = new StringBuilder();
        String alone = draws(half(7, taken), taken);
        String again = draws(half(7, taken), taken);
        String eight = draws(half(8, taken), taken);
        PipelineImageTransform seven = half(7, taken);
        half(8, new StringBuilder());
        String beside = draws(seven, taken);
        PipelineImageTransform disturbed = half(7, taken);
        Nd4j.rand(1, 3);
        String moved = draws(disturbed, taken);
        System.out.println("a step of one half, seed 7                 " + alone + "\nseed 7, after a pipeline of seed 8 is built " + beside + "\nseed 7, after three numbers elsewhere       " + moved);
        expect(alone.equals(again) && !alone.equals(eight), "alone, the seed decides");
        expect(beside.equals(eight), "a later pipeline takes the seed away");
        expect(!moved.equals(alone), "numbers that are drawn elsewhere move it");

        Set<String> orders = new TreeSet<>();
        for (int run = 0; run < 10; run++) orders.add(order(7));
        System.out.println("sixteen steps shuffled by seed 7, ten times: " + orders.size() + " orders, such as " + orders.iterator().next());
        expect(orders.size() > 1, "shuffle has no seed");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
