package dev.hearth.weights;

import dev.hearth.data.BadDataException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The smallest pieces of a pickle: bytes, numbers and texts, within limits. */
final class PickleInput {

    private static final int LONGEST_TEXT = 1 << 20;
    private static final int LONGEST_NAME = 256;

    private final String file;
    private final InputStream in;

    PickleInput(String file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    private BadDataException bad(String asked, String came) {
        return Pickle.refused(file, asked, came);
    }

    /** The next byte, or −1 at the end. */
    int next() throws IOException {
        return in.read();
    }

    int one() throws IOException {
        int value = in.read();
        if (value < 0) {
            throw bad("a pickle that ends in a stop", "the end of the file");
        }
        return value;
    }

    ByteBuffer little(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw bad("a pickle that ends in a stop", "the end of the file");
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    int length(int bytes) throws IOException {
        int length = little(bytes).getInt();
        if (length < 0) {
            throw bad("lengths and places below 2³¹", Integer.toUnsignedString(length));
        }
        return length;
    }

    Object whole(int count) throws IOException {
        byte[] little = little(count).array();
        byte[] big = new byte[Math.max(1, count)];
        for (int i = 0; i < count; i++) {
            big[i] = little[count - 1 - i];
        }
        BigInteger value = new BigInteger(big);
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    String text(int length) throws IOException {
        if (length > LONGEST_TEXT) {
            throw bad("texts of at most " + LONGEST_TEXT + " bytes", length + " bytes");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(little(length)).toString();
        } catch (CharacterCodingException broken) {
            throw bad("texts in UTF-8", "other bytes");
        }
    }

    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = one(); c != '\n'; c = one()) {
            if (line.length() == LONGEST_NAME || c < ' ' || c > '~') {
                throw bad("names of at most " + LONGEST_NAME + " ASCII characters", line + "…");
            }
            line.append((char) c);
        }
        return line.toString();
    }
}
