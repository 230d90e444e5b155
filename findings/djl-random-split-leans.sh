#!/usr/bin/env bash
# DJL 0.36.0 (ai.djl:api): RandomAccessDataset.randomSplit, and RandomSampler, which setSampling(batch, true) shuffles each epoch with.
# Guess: with randomSplit(8, 2) each example is in the second part with a chance of one fifth; in each order of an epoch each example is as likely at each place, so that three examples
# come in six orders.
# Instead: each place is swapped with any place, which is no fair shuffle: of the last tenth of the examples 24 % are in the second part, of the eighth tenth 19 %. RandomSampler swaps each place with
# an earlier one, never with itself: an example is never at its own place, two examples always come as 1, 0, and three in two of the six orders.
# A user whose files lie by class, as folders do, tests on a fifth more of the last of ten classes than of the others, on average over all seeds: a net that gets 0.5 of that class and 0.9 of the
# others right has an accuracy of 0.852 where 0.86 is right; and the first example is never the first that is trained on.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>ai.djl</groupId><artifactId>api</artifactId><version>0.36.0</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import ai.djl.ndarray.*;
import ai.djl.training.dataset.*;
import ai.djl.training.dataset.Record;
import ai.djl.util.*;
import java.util.*;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    /** Examples that write down which of them was asked for. */
    static class Examples extends RandomAccessDataset {
        final int count;
        long last;

        Examples(int count) {
            super(new Builder().setSampling(1, true));
            this.count = count;
        }

        @Override
        public Record get(NDManager manager, long index) {
            last = index;
            return new Record(new NDList(), new NDList());
        }

        @Override
        protected long availableSize() {
            return count;
        }

        @Override
        public void prepare(Progress progress) {}

        static class Builder extends BaseBuilder<Builder> {
            @Override
            protected Builder self() {
                return this;
            }
        }
    }

    static List<Long> order(int count) {
        List<Long> order = new ArrayList<>();
        new RandomSampler().sample(new Examples(count)).forEachRemaining(order::add);
        return order;
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("djl 0.36.0");
        RandomUtils.RANDOM.setSeed(1);
        int splits = 2000;
        double[] share = new double[10], fair = new double[10];
        Random random = new Random(1);
        for (int split = 0; split < splits; split++) {
            Examples examples = new Examples(1000);
            RandomAccessDataset test = examples.randomSplit(8, 2)[1];
            for (int i = 0; i < test.size(); i++) {
                test.get(null, i);
                share[(int) examples.last / 100] += 1.0 / splits / 100;
            }
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < 1000; i++) all.add(i);
            Collections.shuffle(all, random);
            for (int i : all.subList(800, 1000)) fair[i / 100] += 1.0 / splits / 100;
        }
        System.out.println("share of each tenth of the examples that is in the second part of randomSplit(8, 2), " + splits + " splits: " + text(share) + "\nby Collections.shuffle " + text(fair));
        expect(Math.abs(share[9] - 0.2395) < 0.003, "24 % of the last tenth");
        expect(Math.abs(share[7] - 0.191) < 0.003 && Math.abs(share[6] - 0.191) < 0.003, "19 % of the seventh and the eighth");
        expect(Arrays.stream(fair).allMatch(of -> Math.abs(of - 0.2) < 0.003), "a fair shuffle has 20 % of each");
        double accuracy = 0;
        for (int tenth = 0; tenth < 10; tenth++) accuracy += share[tenth] / 2 * (tenth == 9 ? 0.5 : 0.9);
        System.out.printf(Locale.ROOT, "a net that gets 0.5 of the last class and 0.9 of the others right: %.4f on average where 0.8600 is right%n", accuracy);
        expect(Math.abs(accuracy - 0.852) < 0.001, "its accuracy on the second part");

        Map<List<Long>, Integer> two = new HashMap<>(), three = new HashMap<>();
        int atHome = 0;
        for (int epoch = 0; epoch < 600; epoch++) {
            two.merge(order(2), 1, Integer::sum);
            three.merge(order(3), 1, Integer::sum);
            List<Long> ten = order(10);
            for (int i = 0; i < 10; i++) if (ten.get(i) == i) atHome++;
        }
        System.out.println("600 epochs of two examples " + two + ", of three " + three + "; of ten, " + atHome + " examples at their own place where some 600 are right");
        expect(two.keySet().equals(Set.of(List.of(1L, 0L))), "two always change places");
        expect(three.keySet().equals(Set.of(List.of(1L, 2L, 0L), List.of(2L, 0L, 1L))), "three come in two orders");
        expect(atHome == 0, "none is at its own place");
    }

    static String text(double[] numbers) {
        StringBuilder text = new StringBuilder();
        for (double number : numbers) text.append(String.format(Locale.ROOT, " %.3f", number));
        return text.substring(1);
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
