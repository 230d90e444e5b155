package dev.hearth.weights;

import java.util.Collection;
import java.util.List;

/** What training scripts put around a net's own tensors: dicts, and beginnings of all names. */
final class StateDictWrapping {

    /**
     * Keys of a dict that hold the net, the first before the others: where an exponential moving average
     * was kept, it is the net, as timm has it.
     */
    static final List<String> KEYS =
            List.of("state_dict_ema", "model_ema", "state_dict", "model", "model_state_dict");

    /** From {@code DataParallel}, Lightning and {@code torch.compile}. */
    private static final List<String> BEGINNINGS = List.of("module.", "model.", "_orig_mod.");

    private StateDictWrapping() {}

    /** The length of the prefix of each name. */
    static int length(Collection<String> names) {
        int length = 0;
        for (boolean more = !names.isEmpty(); more; ) {
            more = false;
            for (String beginning : BEGINNINGS) {
                int from = length;
                if (names.stream().allMatch(name -> name.startsWith(beginning, from))) {
                    length += beginning.length();
                    more = true;
                }
            }
        }
        return length;
    }
}
