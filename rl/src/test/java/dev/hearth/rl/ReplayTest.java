package dev.hearth.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayTest {

    private static final int WIDTH = 19; // not a multiple of eight

    /** A environment whose frames are noise, so that each is told from all others. */
    private static final class Noise implements Environment {
        private final RandomStream random;
        private final CellDepth depth;
        private final byte[] shown = new byte[WIDTH];
        private boolean over;

        Noise(long seed, CellDepth depth) {
            this.random = new Seed(seed).stream();
            this.depth = depth;
            begin();
        }

        @Override
        public void begin() {
            over = false;
            draw();
        }

        private void draw() {
            for (int i = 0; i < WIDTH; i++) {
                shown[i] = (byte) random.nextInt(depth == CellDepth.BITS ? 2 : 256);
            }
        }

        @Override
        public double act(int action) {
            over = random.nextInt(4) == 0;
            draw();
            return random.nextInt(100);
        }

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        public void see(byte[] frame, int offset) {
            System.arraycopy(shown, 0, frame, offset, WIDTH);
        }

        @Override
        public byte[] state() {
            return new byte[0];
        }

        @Override
        public void resume(byte[] state) {
            throw new UnsupportedOperationException("not in this test");
        }
    }

    private static Observation sight(CellDepth depth) {
        return new Observation(
                List.of(new ObservationChannel("noise", '#', 0xFFFFFF)), 1, WIDTH, depth);
    }

    /** What happened, in lists: a naive twin. */
    private record Step(
            List<Float> before, List<Float> after, int action, double reward, boolean over) {}

    /** Plays, writes into the memory, and gives all steps by lane; the last one has no after. */
    private static List<List<Step>> play(
            Replay replay, Environment[] environments, int history, int moments, CellDepth depth) {
        int lanes = environments.length;
        List<List<List<float[]>>> games = new ArrayList<>();
        List<List<Step>> steps = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            games.add(new ArrayList<>(List.of()));
            steps.add(new ArrayList<>());
        }
        RandomStream chance = new Seed(77).stream();
        boolean[] over = new boolean[lanes];
        Arrays.fill(over, true);
        int[] actions = new int[lanes];
        double[] rewards = new double[lanes];
        float[] observed = new float[lanes * history * WIDTH];
        List<List<Float>> before = new ArrayList<>();
        for (int moment = 0; moment <= moments; moment++) {
            replay.see(environments);
            replay.observe(observed);
            List<List<Float>> now = new ArrayList<>();
            for (int lane = 0; lane < lanes; lane++) {
                if (over[lane]) {
                    games.get(lane).clear();
                }
                byte[] frame = new byte[WIDTH];
                environments[lane].see(frame, 0);
                float[] numbers = new float[WIDTH];
                for (int i = 0; i < WIDTH; i++) {
                    numbers[i] = depth == CellDepth.BITS ? frame[i] : (frame[i] & 0xFF) / 255f;
                }
                games.get(lane).add(List.of(numbers));
                now.add(stacked(games.get(lane), history));
                float[] own =
                        Arrays.copyOfRange(
                                observed, lane * history * WIDTH, (lane + 1) * history * WIDTH);
                assertThat(list(own)).isEqualTo(now.get(lane));
                if (moment > 0) {
                    steps.get(lane)
                            .add(
                                    new Step(
                                            before.get(lane),
                                            now.get(lane),
                                            actions[lane],
                                            rewards[lane],
                                            over[lane]));
                }
                actions[lane] = chance.nextInt(5);
                rewards[lane] = environments[lane].act(actions[lane]);
                over[lane] = environments[lane].isOver();
                if (over[lane]) {
                    environments[lane].begin();
                }
            }
            replay.happened(actions, rewards, over);
            before = now;
        }
        return steps;
    }

    private static List<Float> stacked(List<List<float[]>> game, int history) {
        List<Float> all = new ArrayList<>();
        for (int k = history - 1; k >= 0; k--) {
            int at = game.size() - 1 - k;
            all.addAll(at < 0 ? list(new float[WIDTH]) : list(game.get(at).get(0)));
        }
        return all;
    }

    private static List<Float> list(float[] values) {
        List<Float> all = new ArrayList<>();
        for (float value : values) {
            all.add(value);
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({"BITS, 1, 1", "BITS, 3, 2", "BYTES, 2, 4", "BYTES, 1, 3"})
    void draws_the_steps_that_happened_and_all_of_them(CellDepth depth, int lanes, int history) {
        int spare = 20;
        for (int moments : new int[] {12, 19, 57}) {
            Replay replay = new Replay(sight(depth), lanes, spare * lanes + lanes - 1, history);
            Environment[] environments = new Environment[lanes];
            Arrays.setAll(environments, lane -> new Noise(lane + 1, depth));
            List<List<Step>> happened = play(replay, environments, history, moments, depth);
            Set<Step> wanted = new HashSet<>();
            int kept = Math.min(spare, moments + 1) - history;
            for (List<Step> lane : happened) {
                wanted.addAll(lane.subList(lane.size() - kept, lane.size()));
            }
            assertThat(replay.size()).isEqualTo(kept * lanes);
            Set<Step> drawn = new HashSet<>();
            TransitionBatch batch = new TransitionBatch(64, history * WIDTH);
            RandomStream chance = new Seed(3).stream();
            for (int i = 0; i < 20; i++) {
                replay.sample(chance, batch);
                for (int n = 0; n < 64; n++) {
                    boolean over = batch.alive()[n] == 0;
                    List<Float> after = part(batch.after(), n, history);
                    Step step =
                            new Step(
                                    part(batch.before(), n, history),
                                    after,
                                    batch.actions()[n],
                                    batch.rewards()[n],
                                    over);
                    drawn.add(step);
                }
            }
            assertThat(drawn).isEqualTo(wanted);
        }
    }

    private static List<Float> part(float[] all, int n, int history) {
        return list(Arrays.copyOfRange(all, n * history * WIDTH, (n + 1) * history * WIDTH));
    }

    @Test
    void draws_evenly() {
        Replay replay = new Replay(sight(CellDepth.BITS), 2, 22, 1);
        Environment[] environments = {new Noise(1, CellDepth.BITS), new Noise(2, CellDepth.BITS)};
        play(replay, environments, 1, 30, CellDepth.BITS);
        java.util.Map<List<Float>, Integer> counts = new java.util.HashMap<>();
        TransitionBatch batch = new TransitionBatch(1000, WIDTH);
        RandomStream chance = new Seed(5).stream();
        for (int i = 0; i < 20; i++) {
            replay.sample(chance, batch);
            for (int n = 0; n < 1000; n++) {
                counts.merge(part(batch.before(), n, 1), 1, Integer::sum);
            }
        }
        assertThat(counts).hasSize(20);
        // Binomial around 1000: five standard deviations.
        assertThat(counts.values()).allMatch(count -> Math.abs(count - 1000) < 5 * 31);
    }

    @Test
    void recalls_what_another_one_remembered_and_goes_on_alike() {
        for (int moments : new int[] {0, 5, 30}) {
            Replay replay = new Replay(sight(CellDepth.BITS), 2, 22, 2);
            Environment[] environments = {
                new Noise(1, CellDepth.BITS), new Noise(2, CellDepth.BITS)
            };
            play(replay, environments, 2, moments, CellDepth.BITS);
            Replay other = new Replay(sight(CellDepth.BITS), 2, 22, 2);
            other.recall(replay.content());
            assertThat(other.content()).isEqualTo(replay.content());
            for (int i = 0; i < 15; i++) {
                for (Replay each : List.of(replay, other)) {
                    each.see(environments);
                    each.happened(new int[] {1, 0}, new double[] {i, 2}, new boolean[2]);
                }
                TransitionBatch a = new TransitionBatch(16, 2 * WIDTH);
                TransitionBatch b = new TransitionBatch(16, 2 * WIDTH);
                if (replay.size() > 0) {
                    replay.sample(new Seed(i).stream(), a);
                    other.sample(new Seed(i).stream(), b);
                    assertThat(b.before()).isEqualTo(a.before());
                    assertThat(b.after()).isEqualTo(a.after());
                    assertThat(b.actions()).isEqualTo(a.actions());
                    assertThat(b.rewards()).isEqualTo(a.rewards());
                    assertThat(b.alive()).isEqualTo(a.alive());
                }
            }
        }
    }

    @Test
    void a_mutated_content_is_recalled_or_refused() {
        Replay replay = new Replay(sight(CellDepth.BITS), 2, 22, 1);
        Environment[] environments = {new Noise(1, CellDepth.BITS), new Noise(2, CellDepth.BITS)};
        play(replay, environments, 1, 8, CellDepth.BITS);
        byte[] whole = replay.content();
        RandomStream chance = new Seed(12).stream();
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            byte[] bytes =
                    i % 5 == 0 ? Arrays.copyOf(whole, chance.nextInt(whole.length)) : whole.clone();
            if (bytes.length > 0) {
                bytes[chance.nextInt(Math.min(bytes.length, i % 2 == 0 ? 12 : 200))] ^=
                        (byte) (1 + chance.nextInt(255));
            }
            try {
                new Replay(sight(CellDepth.BITS), 2, 22, 1).recall(bytes);
            } catch (BadDataException bad) {
                refused++;
                assertThat(bad).hasMessageContaining(". Received: ");
            }
        }
        assertThat(refused).isBetween(150, 499);
    }

    @Test
    void bits_take_an_eighth_of_bytes() {
        Replay bits = new Replay(new Raiders(0).sight(), 4, 100_000, 1);
        assertThat(bits.bytes()).isEqualTo(100_000L * (75 + 6));
        Observation atari =
                new Observation(
                        List.of(new ObservationChannel("screen", '#', 0)), 84, 84, CellDepth.BYTES);
        assertThat(new Replay(atari, 1, 1_000_000, 4).bytes())
                .as("Nature's million frames, each stored once")
                .isEqualTo(1_000_000L * (7056 + 6));
    }

    @Test
    void refuses_what_it_cannot_do() {
        Observation sight = sight(CellDepth.BITS);
        assertThatThrownBy(() -> new Replay(sight, 2, 5, 2))
                .hasMessageStartingWith("Replay needs a lane, a history of at least 1 and capacity")
                .hasMessageContaining("Received: lanes=2, history=2, capacity=5.");
        Replay replay = new Replay(sight, 1, 5, 1);
        assertThatThrownBy(() -> replay.observe(new float[WIDTH]))
                .hasMessageContaining("observe before see");
        assertThatThrownBy(() -> replay.happened(new int[1], new double[1], new boolean[1]))
                .hasMessageContaining("happened before see");
        assertThatThrownBy(() -> replay.sample(new Seed(1).stream(), new TransitionBatch(1, WIDTH)))
                .hasMessageContaining("Received: 0 moments, too few to have one after");
        Environment[] environment = {new Noise(1, CellDepth.BITS)};
        play(replay, environment, 1, 3, CellDepth.BITS);
        replay.see(environment);
        assertThatThrownBy(() -> replay.sample(new Seed(1).stream(), new TransitionBatch(1, WIDTH)))
                .hasMessageContaining("one half written");
    }
}
