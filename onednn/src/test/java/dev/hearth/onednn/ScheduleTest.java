package dev.hearth.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which thread computes which step. */
class ScheduleTest {

    private static BitSet needs(int... steps) {
        BitSet all = new BitSet();
        for (int step : steps) {
            all.set(step);
        }
        return all;
    }

    @Test
    void two_branches_are_computed_at_once_and_meet() {
        // One step, then 60 beside 20 + 30, then one that needs both.
        double[] costs = {10, 60, 20, 30, 5};
        List<BitSet> needs = List.of(needs(), needs(0), needs(0), needs(2), needs(1, 3));
        Schedule alone = Schedule.of(1, costs, needs);
        assertThat(alone.end()).isCloseTo(125, within(1e-9));
        Schedule two = Schedule.of(2, costs, needs);
        assertThat(two.end()).isBetween(75.0, 85.0);
        assertThat(two.lane(2)).isEqualTo(two.lane(3)).isNotEqualTo(two.lane(1));
        assertThat(two.isBefore(1, 4)).isTrue();
        assertThat(two.isBefore(1, 3)).isFalse();
        assertThat(two.isBefore(3, 1)).isFalse();
    }

    @Test
    void the_longest_way_to_the_end_comes_first() {
        double[] costs = {10, 10, 10, 100};
        List<BitSet> needs = List.of(needs(), needs(), needs(), needs(2));
        Schedule schedule = Schedule.of(2, costs, needs);
        assertThat(schedule.end()).isCloseTo(110, within(1e-9));
        assertThat(schedule.lane(2)).isEqualTo(schedule.lane(3)).isNotEqualTo(schedule.lane(0));
    }

    /** Runs the lanes in any order that their waits allow: everything needed is there, whoever is slow. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void whatever_a_step_needs_is_done_before_it_however_fast_the_lanes_are(int lanes) {
        RandomStream random = new Seed(3).stream();
        for (int graph = 0; graph < 30; graph++) {
            int count = 40;
            double[] costs = new double[count];
            List<BitSet> needs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                costs[i] = random.uniform(1, 50);
                BitSet mine = new BitSet();
                for (int k = 0; k < 2 && i > 0; k++) {
                    mine.set((int) random.uniform(0, i));
                }
                needs.add(mine);
            }
            Schedule schedule = Schedule.of(lanes, costs, needs);
            assertThat(schedule.order()).hasSize(count).doesNotHaveDuplicates();
            for (int run = 0; run < 10; run++) {
                assertThat(atRandom(schedule, lanes, needs, random)).hasSize(count);
            }
        }
    }

    private static List<Integer> atRandom(
            Schedule schedule, int lanes, List<BitSet> needs, RandomStream random) {
        Map<Integer, List<Integer>> queues = new HashMap<>();
        schedule.order()
                .forEach(
                        step ->
                                queues.computeIfAbsent(
                                                schedule.lane(step), lane -> new ArrayList<>())
                                        .add(step));
        int[] done = new int[lanes];
        List<Integer> over = new ArrayList<>();
        while (over.size() < schedule.order().size()) {
            List<Integer> ready = new ArrayList<>();
            for (int lane = 0; lane < lanes; lane++) {
                List<Integer> queue = queues.getOrDefault(lane, List.of());
                if (done[lane] < queue.size()) {
                    int[] waits = schedule.waits(queue.get(done[lane]));
                    boolean isReady = true;
                    for (int other = 0; other < lanes; other++) {
                        isReady &= done[other] >= waits[other];
                    }
                    if (isReady) {
                        ready.add(lane);
                    }
                }
            }
            assertThat(ready).as("some lane goes on").isNotEmpty();
            int lane = ready.get((int) random.uniform(0, ready.size()));
            int step = queues.get(lane).get(done[lane]++);
            BitSet missing = (BitSet) needs.get(step).clone();
            over.forEach(missing::clear);
            assertThat(missing.isEmpty()).as("step %d's needs", step).isTrue();
            for (int other = 0; other < schedule.order().size(); other++) {
                if (schedule.isBefore(other, step)) {
                    assertThat(over).contains(other);
                }
            }
            over.add(step);
        }
        return over;
    }
}
