package dev.hearth.cli;

import dev.hearth.data.TerminalText;
import dev.hearth.papers.Papers;
import dev.hearth.rl.DqnRun;
import dev.hearth.rl.DqnTask;
import dev.hearth.rl.Environment;
import dev.hearth.rl.FrameCanvas;
import dev.hearth.rl.Game;
import dev.hearth.rl.PolicyEvaluation;
import dev.hearth.rl.Raiders;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.log.Display;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows or plays a game in the terminal. */
@Command(
        name = "play",
        mixinStandardHelpOptions = true,
        description = {
            "Shows Raiders in the terminal, a small game in place of Space Invaders.",
            "A trained network plays (--from), or you do: type keys, several in a line, then Enter. a"
                    + " moves left, d right, s fires, any other key waits, q ends the game."
        })
final class PlayCommand implements Callable<Integer> {

    private static final int LONGEST = 1000;

    @Option(
            names = "--from",
            paramLabel = "RUN",
            description = "the folder of a run of deep Q-learning, such as runs/raiders/1")
    private Path from;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "seed of the game (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--games",
            paramLabel = "N",
            defaultValue = "1",
            description = "how many games (default: ${DEFAULT-VALUE})")
    private int games;

    @Option(
            names = "--delay",
            paramLabel = "MS",
            defaultValue = "120",
            description = "milliseconds between pictures (default: ${DEFAULT-VALUE})")
    private int delay;

    @Option(
            names = "--sticky",
            paramLabel = "P",
            defaultValue = "0",
            description =
                    "probability that your last action is repeated (default: ${DEFAULT-VALUE})")
    private double sticky;

    private final boolean redraws = Display.detect() == Display.TERMINAL;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (games < 1 || delay < 0) {
            throw Check.error(
                    "play needs --games of at least 1 and a --delay of at least 0",
                    games + " and " + delay,
                    "Leave them out for one game at the usual speed");
        }
        Game game = new Raiders(sticky);
        if (from == null) {
            person(game);
        } else {
            net();
        }
        return 0;
    }

    private void net() throws InterruptedException {
        try (var scope = Scope.open()) {
            DqnTask task = DqnRun.load(from, Papers.recipeJson(), Device.CPU);
            System.out.println(TerminalText.of(task.recipe().name()));
            for (int i = 0; i < games; i++) {
                PolicyEvaluation.Film film = task.film(new Seed(seed).child(i));
                for (byte[] frame : film.frames()) {
                    show(FrameCanvas.text(film.sight(), frame));
                    Thread.sleep(delay);
                }
                points(film.points(), film.frames().size() - 1);
            }
        }
    }

    private void person(Game game) throws IOException {
        BufferedReader keys =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Environment environment = game.open(new Seed(seed));
        byte[] frame = new byte[game.sight().cells()];
        for (int i = 0; i < games; i++) {
            environment.begin();
            double points = 0;
            int steps = 0;
            Optional<String> line = Optional.of("");
            while (!environment.isOver() && steps < LONGEST) {
                environment.see(frame, 0);
                show(FrameCanvas.text(game.sight(), frame));
                System.out.printf(
                        Locale.ROOT, "%.0f points. a left, d right, s fire, q ends: ", points);
                System.out.flush();
                line = Optional.ofNullable(keys.readLine());
                if (line.isEmpty() || line.get().contains("q")) {
                    break;
                }
                for (char key : (line.get().isEmpty() ? "." : line.get()).toCharArray()) {
                    if (!environment.isOver()) {
                        points += environment.act(action(key));
                        steps++;
                    }
                }
            }
            System.out.println();
            points(points, steps);
            if (line.isEmpty() || line.get().contains("q")) {
                return;
            }
        }
    }

    private static int action(char key) {
        return switch (key) {
            case 'a', 'A' -> Raiders.LEFT;
            case 'd', 'D' -> Raiders.RIGHT;
            case 's', 'S', ' ' -> Raiders.FIRE;
            default -> Raiders.STAY;
        };
    }

    private void show(String picture) {
        // Moves the cursor to the top and clears below: pictures replace one another.
        System.out.print((redraws ? "\u001b[H\u001b[J" : "") + picture);
    }

    private static void points(double points, int steps) {
        System.out.printf(Locale.ROOT, "%.0f points in %d steps%n", points, steps);
    }
}
