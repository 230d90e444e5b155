#!/usr/bin/env bash
# DJL 0.36.0 (ai.djl:api), EarlyStoppingListener.
# Guess: as its documentation says, training ends if the validation loss is not improving: with a patience of 2 and 1 % it ends two epochs after the best one, as Keras and Lightning do; it can watch
# another metric, accuracy say, by optMonitoredMetric, and then ends when that no longer rises. A loss below zero (a log-likelihood) is a loss.
# Instead: each epoch is compared with the one before, not with the best: 0.5, then 0.9, 0.6, 0.9, 0.6, ... goes on for ever, and so does a slow descent far above the best (0.9, 0.85, 0.8, ...). There
# is no direction: of a watched accuracy 0.5, 0.6, 0.7 the training ends in epoch 3 for want of improvement, and 0.9, 0.8, 0.7, 0.6, 0.5 is improvement each time. A loss below zero ends
# the training in epoch 1 as a success, for the goal is 0 and cannot be set. Losses that are NaN from the first epoch on never end it.
# A user whose loss goes up and down trains until the last epoch on the wrong side of the best one; one who watches accuracy stops while the net learns, and goes on while it forgets.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>ai.djl</groupId><artifactId>api</artifactId><version>0.36.0</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.training.*;
import ai.djl.training.listener.EarlyStoppingListener;
import ai.djl.training.loss.Loss;
import java.lang.reflect.*;
import java.util.*;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    /** An engine that computes nothing: the listener asks the trainer for its figures alone. */
    static final Engine ENGINE = new Engine() {
        public Engine getAlternativeEngine() { return null; }
        public String getEngineName() { return "none"; }
        public int getRank() { return 1; }
        public String getVersion() { return "0"; }
        public boolean hasCapability(String capability) { return false; }
        public Model newModel(String name, Device device) { return model(); }
        public NDManager newBaseManager() { return null; }
        public NDManager newBaseManager(Device device) { return null; }
    };

    static Model model() {
        InvocationHandler empty = new InvocationHandler() {
            public Object invoke(Object proxy, Method method, Object[] values) {
                Class<?> type = method.getReturnType();
                if (type == Engine.class) return ENGINE;
                if (type == Device.class) return Device.cpu();
                if (type.isInterface()) return Proxy.newProxyInstance(Finding.class.getClassLoader(), new Class<?>[] {type}, this);
                return type == boolean.class ? (Object) false : type == int.class ? (Object) 0 : null;
            }
        };
        return (Model) Proxy.newProxyInstance(Finding.class.getClassLoader(), new Class<?>[] {Model.class}, empty);
    }

    /** The epoch in which the listener ends a training with these figures; 0 if it does not. */
    static int end(EarlyStoppingListener.Builder settings, String metric, double... figures) {
        EarlyStoppingListener listener = settings.build();
        TrainingResult result = new TrainingResult();
        Trainer trainer = new Trainer(model(), new DefaultTrainingConfig(Loss.l2Loss())) {
            @Override
            public TrainingResult getTrainingResult() {
                return result;
            }
        };
        listener.onTrainingBegin(trainer);
        for (int epoch = 1; epoch <= figures.length; epoch++) {
            result.setEpoch(epoch);
            result.setEvaluations(Map.of(metric, (float) figures[epoch - 1]));
            try {
                listener.onEpoch(trainer);
            } catch (EarlyStoppingListener.EarlyStoppedException e) {
                System.out.println(metric + " " + Arrays.toString(figures) + ": ended in epoch " + e.getStopEpoch() + ", " + e.getMessage());
                return e.getStopEpoch();
            }
        }
        System.out.println(metric + " " + Arrays.toString(figures) + ": not ended");
        return 0;
    }

    static EarlyStoppingListener.Builder settings() {
        return EarlyStoppingListener.builder().optEpochPatience(2).optEarlyStopPctImprovement(1);
    }

    public static void main(String[] arguments) {
        System.out.println("DJL " + Engine.getDjlVersion() + ", patience 2, improvement of 1 %");
        String loss = "validate_loss";
        expect(end(settings(), loss, 1, 0.5, 0.51, 0.52, 0.53) == 4, "a loss that rises slowly from its best: ended two epochs after");
        expect(end(settings(), loss, 1, 0.5, 0.9, 0.6, 0.9, 0.6, 0.9, 0.6, 0.9, 0.6) == 0, "a loss that goes up and down above its best: not ended in eight epochs without improvement");
        expect(end(settings(), loss, 1, 0.5, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65) == 0, "one that jumps and comes down slowly: neither");
        expect(end(settings(), loss, Double.NaN, Double.NaN, Double.NaN, Double.NaN) == 0, "NaN from the first epoch on: neither");
        expect(end(settings(), loss, -1, -2, -3) == 1, "a loss below zero: ended in the first epoch");
        String accuracy = "validate_Accuracy";
        expect(end(settings().optMonitoredMetric(accuracy), accuracy, 0.5, 0.6, 0.7, 0.8) == 3, "a rising accuracy: ended for want of improvement");
        expect(end(settings().optMonitoredMetric(accuracy), accuracy, 0.9, 0.8, 0.7, 0.6, 0.5) == 0, "a falling accuracy: not ended");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java" 2>/dev/null
