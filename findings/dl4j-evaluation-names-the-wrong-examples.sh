#!/usr/bin/env bash
# Deeplearning4j / ND4J 1.0.0-M2.1, org.nd4j.evaluation.classification.Evaluation with the examples' names (recordMetaData), for a net with one output (a sigmoid).
# Guess: getPredictionErrors() lists the examples that the confusion matrix counts as wrong, each with its own name, label and answer, as it does for a net with two outputs.
# Instead: each example of a batch is filed under the label and the answer of the batch's FIRST example. The counts are right, the lists are not: with an accuracy of 0.5 there is no error in the
# list if the first example is right, and if it is wrong all examples are errors, with its label and its answer. Of the same rows in another order, or in batches of another size, other ones are named.
# A user who looks through the mistakes for wrong labels is shown none, or is shown right ones as wrong and "corrects" them: of 64 examples 16 are answered wrongly; in batches of 8 the list names 32,
# 19 of them without a fault, and leaves out 3.
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
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static INDArray cells(int[] numbers, int from, int to, boolean two) {
        float[] cells = new float[(to - from) * (two ? 2 : 1)];
        for (int i = from; i < to; i++) {
            if (two) cells[2 * (i - from) + numbers[i]] = 1;
            else cells[i - from] = numbers[i];
        }
        return Nd4j.create(cells, new int[] {to - from, two ? 2 : 1});
    }

    static Evaluation evaluate(int[] labels, int[] answers, int batch, boolean two) {
        Evaluation evaluation = new Evaluation();
        for (int from = 0; from < labels.length; from += batch) {
            int to = Math.min(labels.length, from + batch);
            List<Integer> names = new ArrayList<>();
            for (int i = from; i < to; i++) names.add(i);
            evaluation.eval(cells(labels, from, to, two), cells(answers, from, to, two), names);
        }
        return evaluation;
    }

    static Set<Integer> errors(Evaluation evaluation) {
        Set<Integer> names = new TreeSet<>();
        evaluation.getPredictionErrors().forEach(error -> names.add((Integer) error.getRecordMetaData()));
        return names;
    }

    static Set<Integer> right(int[] labels, int[] answers) {
        Set<Integer> names = new TreeSet<>();
        for (int i = 0; i < labels.length; i++) if (labels[i] != answers[i]) names.add(i);
        return names;
    }

    static Set<Integer> show(String what, int[] labels, int[] answers, boolean two) {
        Evaluation evaluation = evaluate(labels, answers, labels.length, two);
        Set<Integer> errors = errors(evaluation);
        System.out.println(what + ": accuracy " + evaluation.accuracy() + ", errors " + errors + (errors.equals(right(labels, answers)) ? "" : " where " + right(labels, answers) + " is right"));
        return errors;
    }

    public static void main(String[] arguments) {
        System.out.println("nd4j 1.0.0-M2.1");
        int[] labels = {1, 0, 1, 0, 1, 0}, answers = {1, 1, 0, 0, 1, 1}, wrongFirst = {0, 1, 1, 0, 1, 0};
        expect(show("two outputs", labels, answers, true).equals(Set.of(1, 2, 5)), "two outputs are right");
        expect(show("one output, the first example is right", labels, answers, false).isEmpty(), "no errors");
        expect(show("one output, the first example is wrong", labels, wrongFirst, false).equals(Set.of(0, 1, 2, 3, 4, 5)), "all are errors");
        Evaluation evaluation = evaluate(labels, answers, 6, false);
        expect(evaluation.getPredictionsByActualClass(1).size() == 6 && evaluation.getPredictionsByActualClass(0).isEmpty(), "all six have the first one's label, 1, in the lists");
        expect(evaluation.getConfusionMatrix().getActualTotal(1) == 3, "the matrix counts three of them");

        Random random = new Random(3);
        int[] many = new int[64], net = new int[64];
        for (int i = 0; i < 64; i++) many[i] = net[i] = random.nextInt(2);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 64; i++) order.add(i);
        Collections.shuffle(order, random);
        for (int i : order.subList(0, 16)) net[i] = 1 - net[i];
        for (int batch : new int[] {8, 16}) {
            Evaluation of = evaluate(many, net, batch, false);
            Set<Integer> named = errors(of), innocent = new TreeSet<>(named), missed = right(many, net);
            innocent.removeAll(missed);
            missed.removeAll(named);
            System.out.println("64 examples, accuracy " + of.accuracy() + ", batches of " + batch + ": " + named.size() + " named, " + innocent.size() + " of them wrongly, " + missed.size() + " of 16 left out");
            expect(errors(evaluate(many, net, batch, true)).equals(right(many, net)), "with two outputs the sixteen");
            expect(of.accuracy() == 0.75 && named.size() == NAMED[batch / 16] && innocent.size() == INNOCENT[batch / 16], "other ones");
        }
    }

    static final int[] NAMED = {32, 16}, INNOCENT = {19, 7};
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
