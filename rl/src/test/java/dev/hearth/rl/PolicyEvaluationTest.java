package dev.hearth.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyEvaluationTest {

    private static final Seed SEED = new Seed(2);
    private static final Policy AHEAD = (seen, count, actions) -> Arrays.fill(actions, 1);
    private static final Policy BACK = (seen, count, actions) -> Arrays.fill(actions, 0);

    @Test
    void scores_are_the_sums_of_rewards_until_the_end_or_the_longest() {
        PolicyEvaluation tournament =
                new PolicyEvaluation(new Corridor(5, CellDepth.BITS), 40, 1, 9);
        PolicyEvaluation.Scores ahead = tournament.play(AHEAD, SEED);
        assertThat(ahead.points()).hasSize(40).containsOnly(1.0);
        assertThat(ahead.steps()).allMatch(steps -> steps >= 1 && steps <= 5).contains(1, 5);
        assertThat(ahead.mean()).isEqualTo(1);
        PolicyEvaluation.Scores back = tournament.play(BACK, SEED);
        assertThat(back.points()).containsOnly(0.0);
        assertThat(back.steps()).containsOnly(9);
    }

    @Test
    void a_game_is_the_same_alone_and_among_others() {
        Game game = new Raiders(0.1);
        Policy fire = (seen, count, actions) -> Arrays.fill(actions, Raiders.FIRE);
        PolicyEvaluation.Scores many = new PolicyEvaluation(game, 7, 1, 500).play(fire, SEED);
        PolicyEvaluation.Scores few = new PolicyEvaluation(game, 3, 1, 500).play(fire, SEED);
        assertThat(few.points()).isEqualTo(many.points().subList(0, 3));
        assertThat(few.steps()).isEqualTo(many.steps().subList(0, 3));
    }

    @Test
    void the_policy_sees_what_the_machines_show() {
        Corridor game = new Corridor(5, CellDepth.BYTES);
        Policy looks =
                (seen, count, actions) -> {
                    assertThat(seen).hasSize(count * 2 * 5);
                    for (int i = 0; i < count; i++) {
                        float now = 0;
                        for (int cell = 0; cell < 5; cell++) {
                            now += seen[(2 * i + 1) * 5 + cell];
                        }
                        assertThat(now).isIn(0f, 1f);
                        actions[i] = 1;
                    }
                };
        assertThat(new PolicyEvaluation(game, 4, 2, 20).play(looks, SEED).mean()).isEqualTo(1);
    }

    @Test
    void a_film_has_a_frame_a_step_and_the_last_one() {
        PolicyEvaluation tournament =
                new PolicyEvaluation(new Corridor(5, CellDepth.BITS), 9, 1, 20);
        PolicyEvaluation.Film film = tournament.film(AHEAD, SEED);
        assertThat(film.points()).isEqualTo(1);
        int first =
                new String(film.frames().get(0), java.nio.charset.StandardCharsets.ISO_8859_1)
                        .indexOf('\u0001');
        assertThat(film.frames()).hasSize(5 - first + 1);
        assertThat(film.frames().get(film.frames().size() - 1)).containsOnly(0);
    }

    @Test
    void who_explores_does_so_as_often_as_told() {
        Policy mixed = AHEAD.exploring(0.3, 2, SEED.stream());
        int[] actions = new int[20_000];
        mixed.choose(new float[0], actions.length, actions);
        // Half of the random actions are those of the policy; binomial, five deviations.
        double back = Arrays.stream(actions).filter(a -> a == 0).count() / 20_000.0;
        assertThat(back).isCloseTo(0.15, within(5 * Math.sqrt(0.15 * 0.85 / 20_000)));
        RandomStream chance = SEED.stream();
        Policy.random(4, chance).choose(new float[0], actions.length, actions);
        for (int action = 0; action < 4; action++) {
            int one = action;
            long count = Arrays.stream(actions).filter(a -> a == one).count();
            assertThat((double) count).isCloseTo(5000, within(5 * 62.0));
        }
    }

    @Test
    void a_frame_is_a_picture_of_characters() {
        Environment environment = new Raiders(0).open(SEED);
        environment.begin();
        environment.act(Raiders.FIRE);
        byte[] frame = new byte[600];
        environment.see(frame, 0);
        List<String> lines = FrameCanvas.text(new Raiders(0).sight(), frame).lines().toList();
        assertThat(lines).hasSize(12).allMatch(line -> line.length() == 12);
        assertThat(lines.get(0)).isEqualTo("+----------+");
        assertThat(lines.get(1)).contains("WWWWWW");
        assertThat(lines.get(9)).isEqualTo("|     |    |");
        assertThat(lines.get(10)).isEqualTo("|     A    |");
    }

    @Test
    void a_frame_of_bytes_is_a_picture_of_shades() {
        Observation sight =
                new Observation(
                        List.of(new ObservationChannel("grey", '#', 0xFFFFFF)),
                        1,
                        3,
                        CellDepth.BYTES);
        assertThat(FrameCanvas.text(sight, new byte[] {0, (byte) 128, (byte) 255}))
                .isEqualTo("+---+\n| =@|\n+---+\n");
    }

    @Test
    void a_frame_is_a_picture_of_colours() {
        Observation sight = new Raiders(0).sight();
        byte[] frame = new byte[600];
        frame[0] = 1;
        frame[100] = 1;
        frame[499] = 1;
        BufferedImage image = FrameCanvas.image(sight, frame, 8);
        assertThat(image.getWidth()).isEqualTo(80);
        assertThat(image.getHeight()).isEqualTo(80);
        assertThat(image.getRGB(4, 4) & 0xFFFFFF).isEqualTo(sight.planes().get(0).colour());
        assertThat(image.getRGB(76, 76) & 0xFFFFFF).isEqualTo(sight.planes().get(4).colour());
        assertThat(image.getRGB(40, 40) & 0xFFFFFF).isEqualTo(0x14213D);
        assertThat(image.getRGB(8, 4) & 0xFFFFFF).as("a line between cells").isEqualTo(0x14213D);
    }

    @Test
    void letters_refuse_what_cannot_be() {
        Game game = new Raiders(0);
        assertThatThrownBy(() -> new PolicyEvaluation(game, 0, 1, 1))
                .hasMessageContaining("Received: games=0,");
        assertThatThrownBy(() -> new EvaluationConfig(1, 2, 1))
                .hasMessageContaining("exploration=2.0");
        assertThatThrownBy(() -> new ActorConfig(0, 1, 1)).hasMessageContaining("lanes=0");
        assertThatThrownBy(() -> new ReplayConfig(5, 6)).hasMessageContaining("begun=6");
        assertThatThrownBy(() -> new TrainingLength(1, 0)).hasMessageContaining("updates=0");
        assertThatThrownBy(() -> new Observation(List.of(), 1, 1, CellDepth.BITS))
                .hasMessageContaining("planes=0");
    }
}
