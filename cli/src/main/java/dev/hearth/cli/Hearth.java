package dev.hearth.cli;

import dev.hearth.data.BadDataException;
import dev.hearth.data.CancelledException;
import dev.hearth.data.TerminalText;
import dev.hearth.data.dataset.FileNames;
import dev.hearth.onnx.NonFiniteOutputException;
import dev.hearth.train.DivergedException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program. Exit codes: 0 done, 1 the run failed, 2 the command line or an input is wrong. */
@Command(
        name = "hearth",
        mixinStandardHelpOptions = true,
        version = "Hearth 0.1.0",
        description = "Deep learning on the JVM: five papers, trained, measured and shipped.",
        footer = {"", "./hearth bench measures speed and memory; see ./hearth bench --help."},
        subcommands = {
            ReproduceCommand.class,
            ListCommand.class,
            LedgerCommand.class,
            ReportCommand.class,
            DescribeCommand.class,
            RunCommand.class,
            TrainCommand.class,
            EvaluateCommand.class,
            PredictCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            ServeCommand.class,
            GenerateCommand.class,
            DataCommand.class,
            DoctorCommand.class,
            PlayCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Hearth implements Runnable {

    @Spec private CommandSpec spec;

    /**
     * The entry.
     *
     * @param arguments of the command line
     */
    public static void main(String[] arguments) {
        // What the library logs is a line on the terminal, without a date before it.
        System.setProperty("java.util.logging.SimpleFormatter.format", "Hearth: %5$s%n");
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.setOut(out);
        System.setErr(err);
        // Else the parser would write in the locale's letters.
        int code =
                line().setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                        .execute(arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /**
     * The command line, as tests and documents are checked against it.
     *
     * @return fresh, with every command
     */
    public static CommandLine line() {
        CommandLine line = new CommandLine(new Hearth());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(
                (problem, arguments) -> {
                    problem.getCommandLine().getErr().println(UsageErrors.said(problem, arguments));
                    return 2;
                });
        line.setExecutionStrategy(
                parsed -> {
                    DamagedPictures damaged = DamagedPictures.count();
                    try {
                        return new CommandLine.RunLast().execute(parsed);
                    } finally {
                        damaged.said().ifPresent(line.getErr()::println);
                        damaged.close();
                    }
                });
        line.setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                    command.getErr()
                            .println(
                                    OptionHints.with(
                                            visible(said(failure)), command.getCommandSpec()));
                    if (System.getenv("HEARTH_TRACE") != null) {
                        failure.printStackTrace(command.getErr());
                    }
                    return isWrongInput(failure) ? 2 : 1;
                });
        return line;
    }

    /** A message may have lines of its own; a name in it has none of other controls. */
    private static String visible(String message) {
        return String.valueOf(message)
                .lines()
                .map(TerminalText::of)
                .collect(Collectors.joining("\n"));
    }

    private static boolean isWrongInput(Throwable failure) {
        return failure instanceof BadDataException || failure instanceof IllegalArgumentException;
    }

    private static String said(Throwable failure) {
        if (failure instanceof InvalidPathException path) {
            return "A file needs a name that this system can write. Received: "
                    + path.getInput()
                    + ". "
                    + FileNames.mend()
                    + ".";
        }
        boolean whole = String.valueOf(failure.getMessage()).contains(". Received: ");
        if (isWrongInput(failure)
                || failure instanceof DivergedException
                || failure instanceof CancelledException
                || failure instanceof NonFiniteOutputException
                || whole) {
            return failure.getMessage();
        }
        return "The run failed: " + failure + " (set HEARTH_TRACE=1 for where).";
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "hearth needs a command. Received: none. Begin with ./hearth reproduce, or"
                        + " ./hearth list for what there is.");
    }
}
