package dev.hearth.tensor;

/**
 * The one exception that libtorch's errors become: the first line of what it said, with the
 * operation and the shapes in front. The C++ trace stays as the cause.
 */
public final class LibTorchException extends RuntimeException {

    LibTorchException(String message) {
        super(message);
    }

    LibTorchException(String message, Throwable cause) {
        super(message, cause);
    }

    static LibTorchException of(String operation, Tensor[] operands, RuntimeException cause) {
        StringBuilder said = new StringBuilder(operation).append('(');
        for (int i = 0; i < operands.length; i++) {
            said.append(i == 0 ? "" : ", ").append(operands[i].describe());
        }
        return new LibTorchException(
                said.append(") failed: ").append(firstLine(cause)).toString(), cause);
    }

    /** libtorch puts its stack trace behind the first line. */
    static String firstLine(Throwable failure) {
        String message = failure.getMessage();
        if (message == null) {
            return failure.getClass().getSimpleName();
        }
        int end = message.indexOf('\n');
        return (end < 0 ? message : message.substring(0, end)).strip();
    }
}
