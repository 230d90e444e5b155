#!/usr/bin/env bash
# DJL 0.36.0 (ai.djl:api with its PyTorch engine), optimizers with optClipGrad: SGD, Adam, AdamW.
# Guess: as documented, each element of the gradient is brought into [-clipGrad, clipGrad] before the step.
# Instead: only what is above clipGrad is cut off; below -clipGrad nothing is. With a limit of 1 the gradient 1000 makes a step of -1, the gradient -1000 one of +1000. Adam's and AdamW's second moments are
# spoilt in the same way, so that after one such gradient and 200 ordinary ones the weight has gone 0.08 where 2.01 is its mirror image.
# A user who clips to be safe from a wrong label is safe on one side only: a line that is learnt from forty right examples and one whose label is 10,000 too low stays near the truth (1.89 for 2), with one that is
# 10,000 too high it comes to 6716. Clipped by hand both stay within 0.11.
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
import ai.djl.ndarray.*;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.*;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static Optimizer optimizer(String which, float rate) {
        return switch (which) {
            case "sgd" -> Optimizer.sgd().setLearningRateTracker(Tracker.fixed(rate)).optClipGrad(1).build();
            case "adam" -> Optimizer.adam().optLearningRateTracker(Tracker.fixed(rate)).optClipGrad(1).build();
            default -> Optimizer.adamW().optLearningRateTracker(Tracker.fixed(rate)).optWeightDecays(0).optClipGrad(1).build();
        };
    }

    /** The weight, from 0, after these gradients. */
    static float after(NDManager manager, String which, float rate, float... gradients) {
        Optimizer optimizer = optimizer(which, rate);
        NDArray weight = manager.create(new float[] {0});
        for (float gradient : gradients) optimizer.update("weight", weight, manager.create(new float[] {gradient}));
        return weight.getFloat();
    }

    static float[] thenOnes(float first, int ones) {
        float[] gradients = new float[1 + ones];
        Arrays.fill(gradients, first > 0 ? 1 : -1);
        gradients[0] = first;
        return gradients;
    }

    /** The farthest that the slope of y = slope * x gets from the truth, 2, over 5 rounds of 41 examples, of which one has a label that is wrong by so much. */
    static double[] learn(NDManager manager, double wrong, boolean byHand) {
        Optimizer optimizer = optimizer("sgd", 0.1f);
        NDArray weight = manager.create(new float[] {0});
        double most = 0, slope = 0;
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i <= 40; i++) {
                double x = (i + 1) / 41.0, y = 2 * x + (i == 40 ? wrong : 0);
                double gradient = 2 * (slope * x - y) * x;
                if (byHand) slope -= 0.1f * Math.max(-1, Math.min(1, gradient));
                else {
                    optimizer.update("weight", weight, manager.create(new float[] {(float) gradient}));
                    slope = weight.getFloat();
                }
            }
            most = Math.max(most, Math.abs(slope - 2));
        }
        return new double[] {slope, most};
    }

    public static void main(String[] arguments) {
        System.out.println("djl 0.36.0");
        try (NDManager manager = NDManager.newBaseManager()) {
            for (float gradient : new float[] {0.5f, 1000, -0.5f, -1000}) System.out.println("sgd at rate 1, clipped at 1: the gradient " + gradient + " makes a step of " + after(manager, "sgd", 1, gradient));
            expect(after(manager, "sgd", 1, 1000) == -1 && after(manager, "sgd", 1, 0.5f) == -0.5f && after(manager, "sgd", 1, -0.5f) == 0.5f, "above 1 it is cut off, between it is left");
            expect(after(manager, "sgd", 1, -1000) == 1000, "below -1 it is not");
            for (String which : new String[] {"adam", "adamW"}) {
                float down = after(manager, which, 0.01f, thenOnes(1000, 200)), up = after(manager, which, 0.01f, thenOnes(-1000, 200));
                System.out.println(which + " at rate 0.01, clipped at 1: after one gradient of 1000 and 200 of 1 the weight is " + down + ", after -1000 and 200 of -1 it is " + up);
                expect(Math.abs(down + 2.01) < 0.01 && up > 0 && up < 0.1, "not each other's mirror image");
            }
            double[] high = learn(manager, 10000, false), low = learn(manager, -10000, false), highByHand = learn(manager, 10000, true), lowByHand = learn(manager, -10000, true);
            System.out.printf(Locale.ROOT, "one label of 41 too low by 10,000: slope %.3f, by hand %.3f; too high by 10,000: slope %.3f, by hand %.3f%n", low[0], lowByHand[0], high[0], highByHand[0]);
            expect(Math.abs(low[0] - lowByHand[0]) < 0.001 && low[1] < 1, "on the one side it is as by hand");
            expect(highByHand[1] < 1 && high[0] > 6000, "on the other it is not");
        }
        System.exit(0);
    }
}
JAVA
OMP_NUM_THREADS=1 java -Dai.djl.offline=true -DDJL_CACHE_DIR="$home/cache" -Dai.djl.pytorch.num_threads=1 -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
