package dev.hearth.train.exchange;

import dev.hearth.tensor.Check;
import dev.hearth.train.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What workers have to have in common before their first step. */
public final class Agreement {

    private static final int LONGEST = 24;

    private Agreement() {}

    /**
     * Compares facts, such as the recipe's hash, over all workers.
     *
     * @param facts by name, the same names on each worker
     * @throws IllegalArgumentException on all workers, if one has another fact than worker 0
     */
    public static void check(Exchange exchange, Map<String, String> facts) {
        if (exchange.workers() == 1) {
            return;
        }
        StringBuilder own = new StringBuilder();
        new TreeMap<>(facts)
                .forEach(
                        (name, value) ->
                                own.append(name).append('=').append(line(value)).append('\n'));
        List<byte[]> all = exchange.gather(own.toString().getBytes(StandardCharsets.UTF_8));
        List<String> first = lines(all.get(0));
        for (int rank = 1; rank < all.size(); rank++) {
            List<String> other = lines(all.get(rank));
            for (int i = 0; i < Math.max(first.size(), other.size()); i++) {
                String wanted = i < first.size() ? first.get(i) : "nothing";
                String came = i < other.size() ? other.get(i) : "nothing";
                if (!wanted.equals(came)) {
                    throw Check.error(
                            "The workers of a run need the same " + wanted.split("=", 2)[0],
                            shortened(wanted)
                                    + " on worker 0 and "
                                    + shortened(came)
                                    + " on worker "
                                    + rank,
                            "Start all with the same program, arguments and data");
                }
            }
        }
    }

    private static String line(String value) {
        return value.replace('\n', ' ');
    }

    private static List<String> lines(byte[] text) {
        return new String(text, StandardCharsets.UTF_8).lines().toList();
    }

    private static String shortened(String fact) {
        String value = fact.substring(fact.indexOf('=') + 1);
        return value.length() > LONGEST ? value.substring(0, LONGEST) + "…" : value;
    }
}
