package dev.hearth.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Which thread computes which step of a plan, and what it waits for: list scheduling, where of the steps
 * that could begin the one with the longest way to the end comes first (Graham, 1969, "Bounds on
 * multiprocessing timing anomalies").
 */
final class Schedule {

    /** What it costs to take over what another thread has computed, in microseconds. */
    private static final double HANDED_OVER = 3;

    private final int lanes;
    private final int[] lane;
    private final List<Integer> order;
    private final List<BitSet> before;
    private final int[][] waits;
    private final double end;

    private Schedule(int lanes, double[] costs, List<BitSet> needs) {
        this.lanes = lanes;
        int count = costs.length;
        double[] starts = new double[count];
        this.lane = new int[count];
        this.end = place(costs, needs, starts);
        List<Integer> sorted = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sorted.add(i);
        }
        // Ties cannot depend on one another: a step that costs nothing is not made.
        sorted.sort(
                Comparator.comparingDouble((Integer each) -> starts[each])
                        .thenComparing(each -> each));
        this.order = List.copyOf(sorted);
        this.before = new ArrayList<>();
        this.waits = new int[count][lanes];
        settle(needs);
    }

    /**
     * A schedule.
     *
     * @param costs of each step, above 0, in microseconds
     * @param needs the steps that each step needs, all of them earlier
     */
    static Schedule of(int lanes, double[] costs, List<BitSet> needs) {
        return new Schedule(lanes, costs, needs);
    }

    private double place(double[] costs, List<BitSet> needs, double[] starts) {
        int count = costs.length;
        double[] way = new double[count];
        int[] open = new int[count];
        for (int i = count - 1; i >= 0; i--) {
            way[i] += costs[i];
            int at = i;
            needs.get(i).stream().forEach(need -> way[need] = Math.max(way[need], way[at]));
            open[i] = needs.get(i).cardinality();
        }
        double[] free = new double[lanes];
        double[] ends = new double[count];
        boolean[] isPlaced = new boolean[count];
        double last = 0;
        for (int placed = 0; placed < count; placed++) {
            int best = -1;
            int where = -1;
            double begins = Double.MAX_VALUE;
            for (int i = 0; i < count; i++) {
                if (isPlaced[i] || open[i] > 0) {
                    continue;
                }
                for (int on = 0; on < lanes; on++) {
                    double start = start(needs.get(i), ends, free[on], on);
                    boolean isSooner = start < begins;
                    boolean isLonger = start == begins && way[i] > way[best];
                    if (isSooner || isLonger) {
                        best = i;
                        where = on;
                        begins = start;
                    }
                }
            }
            isPlaced[best] = true;
            lane[best] = where;
            starts[best] = begins;
            ends[best] = begins + costs[best];
            free[where] = ends[best];
            last = Math.max(last, ends[best]);
            for (int i = best + 1; i < count; i++) {
                if (needs.get(i).get(best)) {
                    open[i]--;
                }
            }
        }
        return last;
    }

    private double start(BitSet needs, double[] ends, double free, int on) {
        double start = free;
        for (int i = needs.nextSetBit(0); i >= 0; i = needs.nextSetBit(i + 1)) {
            start = Math.max(start, ends[i] + (lane[i] == on ? 0 : HANDED_OVER));
        }
        return start;
    }

    /** Finds, step by step, all that has been computed when it begins, and how far other lanes must be. */
    private void settle(List<BitSet> needs) {
        int count = lane.length;
        for (int i = 0; i < count; i++) {
            before.add(new BitSet());
        }
        int[] done = new int[lanes];
        int[] last = new int[lanes];
        Arrays.fill(last, -1);
        int[] number = new int[count];
        int[][] known = new int[lanes][lanes];
        for (int step : order) {
            int mine = lane[step];
            BitSet all = before.get(step);
            if (last[mine] >= 0) {
                all.or(before.get(last[mine]));
                all.set(last[mine]);
            }
            for (int i = needs.get(step).nextSetBit(0);
                    i >= 0;
                    i = needs.get(step).nextSetBit(i + 1)) {
                all.or(before.get(i));
                all.set(i);
                int other = lane[i];
                if (other != mine && number[i] > known[mine][other]) {
                    known[mine][other] = number[i];
                    waits[step][other] = number[i];
                }
            }
            number[step] = ++done[mine];
            last[mine] = step;
        }
    }

    /** All steps, each behind what it needs and behind the earlier ones of its lane. */
    List<Integer> order() {
        return order;
    }

    int lane(int step) {
        return lane[step];
    }

    /** How many steps of each lane must be done before this one; 0 where it is known already. */
    int[] waits(int step) {
        return waits[step];
    }

    /** Whether a step is over when another begins, however fast either lane is. */
    boolean isBefore(int earlier, int later) {
        return before.get(later).get(earlier);
    }

    /** When the last step should end. */
    double end() {
        return end;
    }
}
