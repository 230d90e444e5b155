package dev.hearth.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RaidersTest {

    private static final Seed SEED = new Seed(4);
    private static final Raiders OBEDIENT = new Raiders(0);

    private static Environment begun(Raiders game, Seed seed) {
        Environment environment = game.open(seed);
        environment.begin();
        return environment;
    }

    private static byte[] frame(Environment environment) {
        byte[] frame = new byte[600];
        environment.see(frame, 0);
        return frame;
    }

    /** Whether something of a plane is in a cell. */
    private static boolean at(Environment environment, int plane, int row, int column) {
        return frame(environment)[100 * plane + 10 * row + column] == 1;
    }

    private static int count(Environment environment, int plane) {
        byte[] frame = frame(environment);
        int count = 0;
        for (int i = 0; i < 100; i++) {
            count += frame[100 * plane + i];
        }
        return count;
    }

    private static int cannon(Environment environment) {
        byte[] frame = frame(environment);
        return new String(frame, 490, 10, java.nio.charset.StandardCharsets.ISO_8859_1)
                .indexOf('\u0001');
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25})
    void a_naive_twin_plays_the_same_games(double sticky) {
        RandomStream chance = SEED.child("actions").stream();
        int landed = 0;
        int waves = 0;
        for (int game = 0; game < 300; game++) {
            Seed seed = SEED.child(game);
            Environment environment = begun(new Raiders(sticky), seed);
            NaiveRaiders twin = new NaiveRaiders(sticky, seed);
            twin.begin();
            assertThat(frame(environment)).isEqualTo(twin.frame());
            while (!environment.isOver()) {
                int action = player(game, twin, chance);
                assertThat(environment.act(action)).isEqualTo(twin.act(action));
                assertThat(frame(environment)).isEqualTo(twin.frame());
                assertThat(environment.isOver()).isEqualTo(twin.over);
            }
            landed += twin.raiders.stream().anyMatch(cell -> cell.row() == 9) ? 1 : 0;
            waves += twin.wave;
        }
        assertThat(landed).as("games that ended with raiders in the lowest row").isPositive();
        assertThat(waves).as("waves that were cleared").isPositive();
    }

    /** Some games at random, some by one who dodges and fires, so that waves end. */
    private static int player(int game, NaiveRaiders twin, RandomStream chance) {
        int any = chance.nextInt(4);
        if (game % 2 == 0) {
            return any;
        }
        boolean danger = false;
        for (int row = 6; row <= 9; row++) {
            danger |= twin.bombs.contains(new NaiveRaiders.Cell(row, twin.cannon));
        }
        if (danger) {
            return twin.cannon > 4 ? Raiders.LEFT : Raiders.RIGHT;
        }
        return any == 0 ? Raiders.STAY : Raiders.FIRE;
    }

    @Test
    void the_cannon_stays_in_the_field() {
        Environment environment = begun(OBEDIENT, SEED);
        assertThat(cannon(environment)).isEqualTo(5);
        for (int i = 0; i < 7; i++) {
            environment.act(Raiders.LEFT);
        }
        assertThat(cannon(environment)).isZero();
        environment.act(Raiders.RIGHT);
        assertThat(cannon(environment)).isEqualTo(1);
    }

    @Test
    void a_shot_leaves_above_the_cannon_rises_a_row_a_tick_and_the_cannon_loads_for_three() {
        Environment environment = begun(OBEDIENT, SEED);
        assertThat(count(environment, 5)).as("loaded").isEqualTo(1);
        environment.act(Raiders.FIRE);
        assertThat(at(environment, 2, 8, 5)).isTrue();
        assertThat(count(environment, 5)).isZero();
        environment.act(Raiders.FIRE);
        assertThat(at(environment, 2, 7, 5)).isTrue();
        assertThat(count(environment, 2)).isEqualTo(1);
        environment.act(Raiders.FIRE);
        assertThat(count(environment, 2)).isEqualTo(1);
        assertThat(count(environment, 5)).isEqualTo(1);
        environment.act(Raiders.FIRE);
        assertThat(count(environment, 2)).isEqualTo(2);
    }

    @Test
    void a_raider_that_is_hit_is_a_point_and_goes_with_the_shot() {
        Environment environment = begun(OBEDIENT, SEED);
        int before = count(environment, 0);
        double points = environment.act(Raiders.FIRE);
        while (points == 0) {
            points = environment.act(Raiders.STAY);
        }
        assertThat(points).isEqualTo(1);
        assertThat(count(environment, 0)).isEqualTo(before - 1);
        assertThat(count(environment, 2)).isZero();
    }

    @Test
    void the_formation_marches_every_eighth_tick_at_first_and_descends_at_a_wall() {
        Environment environment = begun(OBEDIENT, SEED);
        boolean right = count(environment, 1) > 0;
        byte[] start = Arrays.copyOf(frame(environment), 100);
        for (int i = 0; i < 7; i++) {
            environment.act(i % 2 == 0 ? Raiders.LEFT : Raiders.STAY);
            assertThat(Arrays.copyOf(frame(environment), 100)).isEqualTo(start);
        }
        int column = right ? 9 : 0;
        boolean wall = start[column] == 1;
        environment.act(Raiders.STAY);
        byte[] next = Arrays.copyOf(frame(environment), 100);
        byte[] wanted = new byte[100];
        for (int i = 0; i < 100; i++) {
            if (start[i] == 1) {
                wanted[wall ? i + 10 : right ? i + 1 : i - 1] = 1;
            }
        }
        assertThat(next).isEqualTo(wanted);
    }

    @Test
    void who_stays_is_bombed() {
        int ended = 0;
        for (int game = 0; game < 20; game++) {
            Environment environment = begun(OBEDIENT, SEED.child(game));
            for (int i = 0; i < 60 && !environment.isOver(); i++) {
                environment.act(Raiders.STAY);
            }
            ended += environment.isOver() ? 1 : 0;
        }
        assertThat(ended).isGreaterThan(10);
    }

    @Test
    void actions_stick_as_often_as_the_letter_says() {
        Environment environment = begun(new Raiders(0.3), SEED);
        int stuck = 0;
        int moves = 0;
        int last = 0;
        RandomStream chance = SEED.stream();
        for (int i = 0; i < 6000; i++) {
            if (environment.isOver()) {
                environment.begin();
                last = Raiders.STAY;
            }
            int before = cannon(environment);
            int action = 1 + chance.nextInt(2);
            environment.act(action);
            int after = cannon(environment);
            int done = after < before ? Raiders.LEFT : after > before ? Raiders.RIGHT : 0;
            boolean inside = before > 0 && before < 9;
            if (inside && last != action && last != Raiders.STAY) {
                moves++;
                stuck += done == last ? 1 : 0;
            }
            last = inside ? done : Raiders.STAY;
        }
        // Binomial: five standard deviations.
        assertThat((double) stuck / moves).isCloseTo(0.3, within(5 * Math.sqrt(0.3 * 0.7 / moves)));
    }

    @Test
    void the_same_seed_and_actions_give_the_same_game_and_another_seed_another() {
        long[] sums = new long[3];
        for (int i = 0; i < 3; i++) {
            Environment environment = begun(new Raiders(0.1), new Seed(i == 2 ? 6 : 5));
            RandomStream chance = SEED.stream();
            for (int step = 0; step < 300; step++) {
                if (environment.isOver()) {
                    environment.begin();
                }
                environment.act(chance.nextInt(4));
                sums[i] = 31 * sums[i] + Arrays.hashCode(frame(environment));
            }
        }
        assertThat(sums[0]).isEqualTo(sums[1]).isNotEqualTo(sums[2]);
    }

    @Test
    void a_game_goes_on_from_its_state() {
        Environment environment = begun(new Raiders(0.1), SEED);
        Environment other = new Raiders(0.1).open(new Seed(99));
        RandomStream chance = SEED.stream();
        for (int step = 0; step < 400; step++) {
            if (step % 7 == 0) {
                other = new Raiders(0.1).open(new Seed(99));
                other.resume(environment.state());
            }
            assertThat(other.isOver()).isEqualTo(environment.isOver());
            if (environment.isOver()) {
                environment.begin();
                other.begin();
            }
            int action = chance.nextInt(4);
            assertThat(other.act(action)).isEqualTo(environment.act(action));
            assertThat(frame(other)).isEqualTo(frame(environment));
        }
    }

    @Test
    void a_step_allocates_nothing() {
        Environment environment = begun(new Raiders(0.1), SEED);
        byte[] frame = new byte[600];
        RandomStream chance = SEED.stream();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int step = 0; step < 20_000; step++) {
            if (environment.isOver()) {
                environment.begin();
            }
            environment.act(chance.nextInt(4));
            environment.see(frame, 0);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(20_000);
    }

    @Test
    void what_cannot_be_is_refused() {
        assertThatThrownBy(() -> new Raiders(1))
                .hasMessage(
                        "Raiders needs 0 ≤ sticky < 1. Received: sticky=1.0. Use 0.1, or 0 for"
                                + " actions that are always obeyed.");
        Environment environment = OBEDIENT.open(SEED);
        assertThat(environment.isOver()).isTrue();
        assertThatThrownBy(() -> environment.act(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "Raiders needs a game that is on. Received: an action after its end. Call"
                                + " begin() first.");
        environment.begin();
        assertThatThrownBy(() -> environment.act(4))
                .hasMessage("Raiders has actions 0 to 3. Received: action=4. Use its names.");
        byte[] state = environment.state();
        assertThatThrownBy(() -> environment.resume(Arrays.copyOf(state, 9)))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("Received: 9 bytes");
        state[3] ^= 1;
        assertThatThrownBy(() -> environment.resume(state))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("beside");
    }
}
