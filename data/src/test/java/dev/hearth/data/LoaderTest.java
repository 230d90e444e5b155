package dev.hearth.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class LoaderTest {

    private static final Seed SEED = new Seed(11);

    /** Example i is the two values i and −i, so that a batch tells where it came from. */
    private static Dataset numbers(int size) {
        float[] images = new float[2 * size];
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
            images[2 * i] = i;
            images[2 * i + 1] = -i;
            labels[i] = i % 3;
        }
        return InMemoryDataset.of(
                "numbers", new ImageShape(1, 1, 2), List.of("a", "b", "c"), images, labels);
    }

    /** Appends a random value to each image. */
    private record Chance() implements Augmentation {
        @Override
        public ImageShape out(ImageShape in) {
            return new ImageShape(1, 1, in.count() + 1);
        }

        @Override
        public Transform build(ImageShape in) {
            return (source, from, target, to, random) -> {
                System.arraycopy(source, from, target, to, in.count());
                target[to + in.count()] = (float) random.nextDouble();
            };
        }
    }

    private static List<Batch> all(Epoch epoch) {
        List<Batch> taken = new ArrayList<>();
        try (Batches batches = epoch.open()) {
            for (Batch batch : batches) {
                taken.add(batch.copy());
            }
        }
        return taken;
    }

    private static void same(List<Batch> some, List<Batch> others) {
        assertThat(some).hasSameSizeAs(others);
        for (int i = 0; i < some.size(); i++) {
            assertThat(some.get(i).images()).isEqualTo(others.get(i).images());
            assertThat(some.get(i).labels()).isEqualTo(others.get(i).labels());
        }
    }

    private static List<Integer> seen(List<Batch> batches) {
        List<Integer> seen = new ArrayList<>();
        for (Batch batch : batches) {
            int stride = batch.pixels().count();
            for (int i = 0; i < batch.count(); i++) {
                int index = (int) batch.images()[i * stride];
                assertThat(batch.images()[i * stride + 1]).isEqualTo(-index);
                assertThat(batch.labels()[i]).isEqualTo(index % 3);
                seen.add(index);
            }
        }
        return seen;
    }

    @Test
    void batches_do_not_depend_on_the_count_of_threads() {
        Loader loader =
                new Loader(numbers(1003), 10, SEED).augment(new Chance()).last(LastBatch.KEEP);
        List<Batch> own = all(loader.threads(0).epoch(2));
        assertThat(own).hasSize(101);
        assertThat(own.get(100).count()).isEqualTo(3);
        for (int threads : new int[] {1, 2, 4}) {
            same(all(loader.threads(threads).epoch(2)), own);
        }
    }

    @Test
    void an_epoch_resumes_in_the_middle() {
        Loader loader = new Loader(numbers(500), 7, SEED).augment(new Chance());
        List<Batch> whole = all(loader.epoch(1));
        for (int first : new int[] {0, 1, 33, 70, 71}) {
            same(all(loader.threads(3).epoch(1).from(first)), whole.subList(first, 71));
        }
    }

    @Test
    void every_example_comes_exactly_once_an_epoch_in_a_new_order() {
        Loader loader = new Loader(numbers(101), 8, SEED).last(LastBatch.KEEP);
        List<Integer> first = seen(all(loader.epoch(0)));
        List<Integer> second = seen(all(loader.epoch(1)));
        Integer[] everything = IntStream.range(0, 101).boxed().toArray(Integer[]::new);
        assertThat(first).containsExactlyInAnyOrder(everything).isNotEqualTo(second);
        assertThat(second).containsExactlyInAnyOrder(everything);
        assertThat(first)
                .containsExactly(
                        Arrays.stream(SEED.child("order").child(0).stream().permutation(101))
                                .boxed()
                                .toArray(Integer[]::new));
        assertThat(seen(all(loader.order(Order.AS_STORED).epoch(5)))).containsExactly(everything);
    }

    @Test
    void chance_belongs_to_the_position() {
        List<Batch> batches = all(new Loader(numbers(9), 3, SEED).augment(new Chance()).epoch(4));
        for (int position = 0; position < 9; position++) {
            RandomStream random = SEED.child("augment").child(4).child(position).stream();
            assertThat(batches.get(position / 3).images()[position % 3 * 3 + 2])
                    .isEqualTo((float) random.nextDouble());
        }
    }

    @Test
    void shards_partition_each_batch_in_order() {
        Loader loader =
                new Loader(numbers(103), 10, SEED).augment(new Chance()).last(LastBatch.KEEP);
        List<Batch> alone = all(loader.epoch(0));
        List<List<Batch>> parts = new ArrayList<>();
        for (int rank = 0; rank < 4; rank++) {
            parts.add(all(loader.shard(new Shard(rank, 4)).epoch(0)));
        }
        for (int index = 0; index < 11; index++) {
            List<Float> together = new ArrayList<>();
            for (int rank = 0; rank < 4; rank++) {
                // Three examples are left for the last batch, so one shard has none.
                if (index < parts.get(rank).size()) {
                    Batch part = parts.get(rank).get(index);
                    int whole = alone.get(index).count();
                    assertThat(part.count()).isEqualTo(new Shard(rank, 4).count(whole));
                    assertThat(together).hasSize(3 * new Shard(rank, 4).first(whole));
                    for (int i = 0; i < 3 * part.count(); i++) {
                        together.add(part.images()[i]);
                    }
                }
            }
            float[] whole = alone.get(index).images();
            assertThat(together).hasSize(3 * alone.get(index).count());
            for (int i = 0; i < together.size(); i++) {
                assertThat(together.get(i)).isEqualTo(whole[i]);
            }
        }
        assertThat(parts.stream().mapToInt(List::size)).containsExactly(10, 11, 11, 11);
        Loader dropping = loader.last(LastBatch.DROP);
        assertThat(dropping.shard(new Shard(3, 4)).batches()).isEqualTo(10);
    }

    /** Fails at one index. */
    private record Broken(Dataset whole, int at, Throwable failure) implements Dataset {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public int size() {
            return whole.size();
        }

        @Override
        public ImageShape pixels() {
            return whole.pixels();
        }

        @Override
        public List<String> classNames() {
            return whole.classNames();
        }

        @Override
        public int label(int index) {
            return whole.label(index);
        }

        @Override
        public void read(int index, float[] target, int offset) {
            if (index == at) {
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            }
            whole.read(index, target, offset);
        }

        @Override
        public String digest() {
            return whole.digest();
        }
    }

    @Test
    void a_failing_data_set_surfaces_when_its_batch_is_due() {
        for (int threads = 0; threads < 4; threads++) {
            BadDataException failure =
                    new BadDataException("A picture", "half of one", "Fetch it again");
            Loader loader =
                    new Loader(new Broken(numbers(100), 37, failure), 10, SEED)
                            .order(Order.AS_STORED)
                            .threads(threads);
            try (Batches batches = loader.epoch(0).open()) {
                for (int i = 0; i < 3; i++) {
                    assertThat(batches.next().count()).isEqualTo(10);
                }
                assertThatThrownBy(batches::next)
                        .isSameAs(failure)
                        .hasMessage("A picture. Received: half of one. Fetch it again.");
            }
            assertThat(alive()).isEmpty();
        }
    }

    @Test
    void an_error_surfaces_too() {
        Loader loader =
                new Loader(new Broken(numbers(100), 0, new StackOverflowError("deep")), 10, SEED);
        assertThatThrownBy(() -> all(loader.epoch(0)))
                .isInstanceOf(StackOverflowError.class)
                .hasMessage("deep");
        assertThat(alive()).isEmpty();
    }

    @Test
    void early_close_leaves_no_thread_alive() {
        Loader loader = new Loader(numbers(10_000), 10, SEED).threads(4);
        try (Batches batches = loader.epoch(0).open()) {
            batches.next();
            assertThat(alive()).hasSize(4);
        }
        assertThat(alive()).isEmpty();
        try (Batches untouched = loader.epoch(0).open()) {
            assertThat(untouched.hasNext()).isTrue();
        }
        assertThat(alive()).isEmpty();
    }

    @Test
    void after_the_last_batch_the_threads_have_gone() {
        try (Batches batches = new Loader(numbers(95), 10, SEED).threads(3).epoch(0).open()) {
            while (batches.hasNext()) {
                batches.next();
            }
            assertThat(alive()).isEmpty();
        }
    }

    @Test
    void an_interrupt_ends_the_wait_and_says_where_to_resume() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        Augmentation stuck =
                new Augmentation() {
                    @Override
                    public ImageShape out(ImageShape in) {
                        return in;
                    }

                    @Override
                    public Transform build(ImageShape in) {
                        return (source, from, target, to, random) -> {
                            try {
                                never.await();
                            } catch (InterruptedException sent) {
                                throw new IllegalStateException(sent);
                            }
                        };
                    }
                };
        try (Batches batches =
                new Loader(numbers(9), 3, SEED).augment(stuck).threads(1).epoch(6).open()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(batches::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "Batches waits for batch 0 of epoch 6. Received: an interrupt. Open"
                                    + " the epoch again with from(0).");
            assertThat(Thread.interrupted()).isTrue();
            never.countDown();
        }
        assertThat(alive()).isEmpty();
    }

    @Test
    void too_few_examples_for_a_batch_are_refused_with_both_numbers() {
        Loader loader = new Loader(numbers(40), 41, SEED);
        assertThatThrownBy(loader::batches)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "A batch of 41 needs as many examples, since what does not fill a batch is"
                                + " left out. Received: 40 of "
                                + numbers(40).name()
                                + ". Use a batch of 40 or fewer, or more examples.");
        assertThatThrownBy(() -> loader.epoch(0).open())
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(all(loader.last(LastBatch.KEEP).epoch(0))).hasSize(1);
        assertThatThrownBy(() -> new Loader(numbers(40), 2, SEED).shard(new Shard(0, 3)))
                .hasMessage(
                        "A batch needs an example for each of 3 workers. Received: batch=2. Use a"
                                + " larger batch or fewer workers.");
    }

    @Test
    void arrays_are_used_again() {
        try (Batches batches = new Loader(numbers(1000), 10, SEED).threads(2).epoch(0).open()) {
            List<float[]> distinct = new ArrayList<>();
            for (Batch batch : batches) {
                if (distinct.stream().noneMatch(known -> known == batch.images())) {
                    distinct.add(batch.images());
                }
            }
            assertThat(distinct).hasSize(5);
        }
    }

    @Test
    void refuses_at_the_door() {
        Loader loader = new Loader(numbers(20), 10, SEED);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loader.epoch(0).from(3))
                .withMessage(
                        "Epoch of 2 batches can begin at 0 to 2. Received: 3. Resume with the"
                                + " batch size that the run began with.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loader.threads(-1))
                .withMessage(
                        "Loader needs a batch of at least 1 and no negative count of threads."
                                + " Received: batch=10, threads=-1. Use 0 threads to load on the"
                                + " caller's own.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Batch(new float[5], new int[3], 3, new ImageShape(1, 1, 2)))
                .withMessage(
                        "Batch of 3 images of 1×1×2 needs at least one example and arrays that hold all."
                                + " Received: 5 values and 3 labels. Give arrays for the whole"
                                + " batch.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loader.epoch(-1))
                .withMessage("Epoch needs a number from 0. Received: -1. Count epochs from 0.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Shard(2, 2))
                .withMessage(
                        "Shard needs 0 ≤ rank < of. Received: rank=2, of=2. Number the workers"
                                + " from 0.");
        for (int threads = 0; threads < 2; threads++) {
            try (Batches batches = loader.threads(threads).epoch(0).from(2).open()) {
                assertThat(batches.hasNext()).isFalse();
                assertThatThrownBy(batches::next)
                        .isInstanceOf(NoSuchElementException.class)
                        .hasMessage(
                                "Batches has one batch after the other until hasNext() is false."
                                        + " Received: next() after all 2. Open another epoch.");
                batches.close();
                assertThatThrownBy(batches::next)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage(
                                "Batches can be taken until close(). Received: next() after it."
                                        + " Open the epoch again with from(batch).");
            }
        }
    }

    private static List<Thread> alive() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("hearth-loader-"))
                .toList();
    }
}
