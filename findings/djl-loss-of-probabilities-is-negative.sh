#!/usr/bin/env bash
# DJL 0.36.0 (ai.djl:api, here with its PyTorch engine): SigmoidBinaryCrossEntropyLoss, whose argument fromSigmoid says that the net ends in a sigmoid.
# Guess: the loss of the probability 0.9 for a label of 1 is -ln 0.9 = 0.105, that of the logit 2.197 is the same, and both fall in training.
# Instead: with fromSigmoid = true the minus of the definition is missing: 0.9 has -0.105 and 0.1, the wrong answer, has -2.303, which is less. The gradient has the other sign, and training leads to the
# opposite of the labels as far as it goes. With logits all is right.
# A user who has the sigmoid in the net and says so gets a net that learns to be wrong: of forty examples that a straight line parts, all forty are right after training with logits, and none with
# probabilities, while the loss falls and falls, below 0.
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
import ai.djl.engine.Engine;
import ai.djl.ndarray.*;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import java.util.*;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static boolean near(double a, double b) {
        return Math.abs(a - b) < 1e-4;
    }

    static float loss(NDManager manager, boolean probabilities, float label, float answer) {
        return Loss.sigmoidBinaryCrossEntropyLoss("loss", 1, probabilities).evaluate(new NDList(manager.create(new float[] {label})), new NDList(manager.create(new float[] {answer}))).getFloat();
    }

    /** Right answers of forty after 200 steps of descent, and the last loss. */
    static double[] train(NDManager manager, boolean probabilities) {
        float[] at = new float[40], truth = new float[40];
        for (int i = 0; i < 40; i++) {
            at[i] = (i - 19.5f) / 10;
            truth[i] = at[i] > 0 ? 1 : 0;
        }
        NDArray x = manager.create(at), y = manager.create(truth);
        float w = 0;
        double last = 0;
        Loss loss = Loss.sigmoidBinaryCrossEntropyLoss("loss", 1, probabilities);
        for (int step = 0; step < 200; step++) {
            NDArray weight = manager.create(new float[] {w});
            weight.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray logits = x.mul(weight);
                NDArray value = loss.evaluate(new NDList(y), new NDList(probabilities ? Activation.sigmoid(logits) : logits));
                last = value.getFloat();
                collector.backward(value);
            }
            w -= 0.5f * weight.getGradient().toFloatArray()[0];
        }
        int right = 0;
        for (int i = 0; i < 40; i++) if ((at[i] * w > 0) == (truth[i] == 1)) right++;
        return new double[] {right, last};
    }

    public static void main(String[] arguments) {
        System.out.println("djl 0.36.0");
        try (NDManager manager = NDManager.newBaseManager()) {
            float good = loss(manager, true, 1, 0.9f), bad = loss(manager, true, 1, 0.1f);
            float logit = (float) Math.log(9), goodLogit = loss(manager, false, 1, logit), badLogit = loss(manager, false, 1, -logit);
            System.out.printf(Locale.ROOT, "label 1: the probability 0.9 has %.4f, 0.1 has %.4f; the same as logits %.4f and %.4f; by hand %.4f and %.4f%n", good, bad, goodLogit, badLogit, -Math.log(0.9), -Math.log(0.1));
            expect(near(goodLogit, -Math.log(0.9)) && near(badLogit, -Math.log(0.1)), "logits are right");
            expect(near(good, Math.log(0.9)) && near(bad, Math.log(0.1)) && bad < good, "probabilities have the other sign, and the wrong answer has less");
            double[] by = train(manager, false), from = train(manager, true);
            System.out.printf(Locale.ROOT, "forty examples after training: %.0f right, loss %.3f, by logits; %.0f right, loss %.3f, by probabilities%n", by[0], by[1], from[0], from[1]);
            expect(by[0] == 40 && by[1] > 0 && by[1] < 0.3, "by logits all are right");
            expect(from[0] == 0 && from[1] < -1, "by probabilities none");
        }
        System.exit(0);
    }
}
JAVA
OMP_NUM_THREADS=1 java -Dai.djl.offline=true -DDJL_CACHE_DIR="$home/cache" -Dai.djl.pytorch.num_threads=1 -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
