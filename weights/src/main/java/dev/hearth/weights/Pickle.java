package dev.hearth.weights;

import dev.hearth.data.BadDataException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads one pickle of protocol 2, as far as a state dict needs it: containers, texts, numbers, and
 * PyTorch's tensors. A pickle is a program that may call any Python function; here only the opcodes
 * and names listed below mean anything, and whatever else comes is refused. Nothing is ever called.
 *
 * <p>Texts are {@link String}s, whole numbers {@link Long}s or {@link BigInteger}s, lists and dicts
 * {@link List}s and {@link Map}s, tuples {@link Tuple}s, tensors {@link TorchView}s, None is {@link
 * Nothing#NONE}.
 *
 * <p>Work and memory grow as the pickle does, whatever it refers to twice: a tuple's values are looked
 * at after they are counted, and lists that become dicts have no more pairs, all of them together, than
 * there were values.
 */
final class Pickle {

    private static final int PROTOCOL = 2;

    /** Some eighty bytes each at the worst; a hundred thousand tensors take three million. */
    private static final int MOST_VALUES = 8_000_000;

    /** The two values that are no values. */
    enum Nothing {
        NONE,
        MARK
    }

    /** A tuple, told from a list. */
    record Tuple(List<Object> items) {}

    private final String file;
    private final PickleInput in;
    private final Map<String, TorchStorage> storages;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    private int values;
    private long pairs;

    /** A reader of one pickle. */
    Pickle(String file, InputStream in, Map<String, TorchStorage> storages) {
        this.file = file;
        this.in = new PickleInput(file, in);
        this.storages = storages;
    }

    static BadDataException refused(String file, String asked, String came) {
        return new BadDataException(
                "A state dict of PyTorch, " + file + ", needs " + asked,
                came,
                "Save it with torch.save(model.state_dict(), FILE), or as safetensors");
    }

    private BadDataException bad(String asked, String came) {
        return refused(file, asked, came);
    }

    /**
     * Reads it.
     *
     * @throws BadDataException if it is cut short, or holds what is not on the list
     */
    Object read() throws IOException {
        while (true) {
            int opcode = in.next();
            switch (opcode) {
                case 0x80 -> protocol(in.one());
                case '.' -> {
                    Object result = pop();
                    if (!stack.isEmpty()) {
                        throw bad("one value in its pickle", (stack.size() + 1) + " values");
                    }
                    return result;
                }
                case '}' -> push(new LinkedHashMap<Object, Object>());
                case ']' -> push(new ArrayList<Object>());
                case ')' -> push(new Tuple(List.of()));
                case '(' -> push(Nothing.MARK);
                case 'N' -> push(Nothing.NONE);
                case 0x88 -> push(Boolean.TRUE);
                case 0x89 -> push(Boolean.FALSE);
                case 'K' -> push((long) in.one());
                case 'M' -> push((long) in.little(2).getShort() & 0xFFFF);
                case 'J' -> push((long) in.little(4).getInt());
                case 0x8A -> push(in.whole(in.one()));
                case 'G' -> push(in.little(8).order(ByteOrder.BIG_ENDIAN).getDouble());
                case 'X' -> push(in.text(in.length(4)));
                case 'T' -> push(in.text(in.length(4)));
                case 'U' -> push(in.text(in.one()));
                case 'q' -> memo.put(in.one(), peek());
                case 'r' -> memo.put(in.length(4), peek());
                case 'h' -> push(remembered(in.one()));
                case 'j' -> push(remembered(in.length(4)));
                case 't' -> push(new Tuple(sinceMark()));
                case 0x85 -> push(new Tuple(last(1)));
                case 0x86 -> push(new Tuple(last(2)));
                case 0x87 -> push(new Tuple(last(3)));
                case 'a' -> {
                    Object item = pop();
                    list(peek()).add(item);
                }
                case 'e' -> {
                    List<Object> items = sinceMark();
                    list(peek()).addAll(items);
                }
                case 's' -> {
                    List<Object> pair = last(2);
                    set(dict(peek()), pair);
                }
                case 'u' -> {
                    List<Object> pairs = sinceMark();
                    set(dict(peek()), pairs);
                }
                case 'c' -> push(known(in.line() + " " + in.line()));
                case 'R' -> {
                    Object arguments = pop();
                    push(reduced(pop(), arguments));
                }
                case 'Q' -> push(storage(pop()));
                case 'b' -> {
                    // An OrderedDict's attributes, such as _metadata: the versions of modules.
                    dict(pop());
                    dict(peek());
                }
                case -1 -> throw bad("a pickle that ends in a stop", "the end of the file");
                default ->
                        throw bad(
                                "only the opcodes of containers, texts, numbers and tensors",
                                String.format(Locale.ROOT, "opcode 0x%02X", opcode));
            }
        }
    }

    private void protocol(int version) {
        if (version != PROTOCOL) {
            throw bad("a pickle of protocol 2, which torch.save writes", "protocol " + version);
        }
    }

    private void push(Object value) {
        if (++values > MOST_VALUES) {
            throw bad("at most " + MOST_VALUES + " values in its pickle", "more");
        }
        stack.add(value);
    }

    private Object peek() {
        if (stack.isEmpty()) {
            throw bad("a value for every opcode", "an opcode without one");
        }
        return stack.get(stack.size() - 1);
    }

    private Object pop() {
        Object top = peek();
        stack.remove(stack.size() - 1);
        if (top == Nothing.MARK) {
            throw bad("a value for every opcode", "a mark");
        }
        return top;
    }

    private List<Object> last(int count) {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(0, pop());
        }
        return items;
    }

    private List<Object> sinceMark() {
        int mark = stack.lastIndexOf(Nothing.MARK);
        if (mark < 0) {
            throw bad("a mark before every list of values", "none");
        }
        List<Object> items = new ArrayList<>(stack.subList(mark + 1, stack.size()));
        stack.subList(mark, stack.size()).clear();
        return items;
    }

    private Object remembered(int place) {
        Object value = memo.get(place);
        if (value == null) {
            throw bad("places that were filled before", "place " + place);
        }
        return value;
    }

    @SuppressWarnings("unchecked")
    private List<Object> list(Object value) {
        if (value instanceof ArrayList<?>) {
            return (List<Object>) value;
        }
        throw bad("a list to append to", kind(value));
    }

    @SuppressWarnings("unchecked")
    private Map<Object, Object> dict(Object value) {
        if (value instanceof LinkedHashMap<?, ?>) {
            return (Map<Object, Object>) value;
        }
        throw bad("a dict to put something into", kind(value));
    }

    private void set(Map<Object, Object> dict, List<Object> pairs) {
        if (pairs.size() % 2 != 0) {
            throw bad("a value for every key", pairs.size() + " of both together");
        }
        for (int i = 0; i < pairs.size(); i += 2) {
            Object key = pairs.get(i);
            if (!(key instanceof String || key instanceof Long || key instanceof Boolean)) {
                throw bad("texts and whole numbers as keys", kind(key));
            }
            dict.put(key, pairs.get(i + 1));
        }
    }

    private TorchName known(String name) {
        for (TorchName known : TorchName.values()) {
            if (known.spelling.equals(name)) {
                return known;
            }
        }
        throw bad("nothing but tensors and containers", "the name " + name.replace(' ', '.'));
    }

    private Object reduced(Object function, Object arguments) {
        if (!(function instanceof TorchName known) || !(arguments instanceof Tuple tuple)) {
            throw bad("a known name and a tuple to reduce", kind(function));
        }
        List<Object> items = tuple.items();
        return switch (known) {
            case ORDERED_DICT -> ordered(items);
            case REBUILD_TENSOR -> view(items, 4, 4);
            case REBUILD_TENSOR_2 -> view(items, 6, 7);
            case REBUILD_PARAMETER -> {
                if (items.size() == 3 && items.get(0) instanceof TorchView view) {
                    yield view;
                }
                throw bad("a tensor in each parameter", items.size() + " other values");
            }
            default -> throw bad("nothing to be called but what makes tensors", known.spelling);
        };
    }

    /** Empty, as Python 3 writes it, or of a list of pairs, as Python 2 did. */
    private Map<Object, Object> ordered(List<Object> items) {
        Map<Object, Object> dict = new LinkedHashMap<>();
        if (items.size() > 1) {
            throw bad("an OrderedDict of nothing or of a list", items.size() + " values");
        }
        if (items.size() == 1) {
            List<Object> list = list(items.get(0));
            pairs += list.size();
            if (pairs > values) {
                throw bad("no more pairs in its dicts than values", "a list taken many times");
            }
            for (Object pair : list) {
                List<Object> two = pair instanceof Tuple tuple ? tuple.items() : list(pair);
                if (two.size() != 2) {
                    throw bad("pairs in an OrderedDict", two.size() + " values in one");
                }
                set(dict, two);
            }
        }
        return dict;
    }

    private TorchView view(List<Object> items, int least, int most) {
        boolean fits =
                items.size() >= least
                        && items.size() <= most
                        && items.get(0) instanceof TorchStorage
                        && items.get(1) instanceof Long
                        && items.get(2) instanceof Tuple
                        && items.get(3) instanceof Tuple;
        if (!fits) {
            throw bad("a storage, an offset, a size and strides in each tensor", kinds(items));
        }
        try {
            return new TorchView(
                    (TorchStorage) items.get(0),
                    (Long) items.get(1),
                    wholes((Tuple) items.get(2)),
                    wholes((Tuple) items.get(3)));
        } catch (IllegalArgumentException outside) {
            throw bad("tensors that lie within their storages", outside.getMessage());
        }
    }

    private List<Long> wholes(Tuple tuple) {
        if (tuple.items().size() > TorchView.MOST_AXES) {
            throw bad(
                    "at most " + TorchView.MOST_AXES + " axes in each tensor",
                    tuple.items().size() + " sizes or strides");
        }
        List<Long> wholes = new ArrayList<>();
        for (Object item : tuple.items()) {
            if (!(item instanceof Long whole)) {
                throw bad("whole numbers as sizes and strides", kind(item));
            }
            wholes.add(whole);
        }
        return wholes;
    }

    /** ('storage', type, key, place, count), and in older files a view's figures, which must be None. */
    private TorchStorage storage(Object id) {
        List<Object> items = id instanceof Tuple tuple ? tuple.items() : List.of();
        boolean fits =
                (items.size() == 5 || items.size() == 6 && items.get(5) == Nothing.NONE)
                        && "storage".equals(items.get(0))
                        && items.get(1) instanceof TorchName known
                        && known.type.isPresent()
                        && items.get(2) instanceof String
                        && items.get(4) instanceof Long;
        if (!fits) {
            throw bad("storages with type, key and count", kinds(items));
        }
        StoredType type = ((TorchName) items.get(1)).type.orElseThrow();
        long count = (Long) items.get(4);
        if (count < 0 || count > Long.MAX_VALUE / type.bytes()) {
            throw bad("storages of a possible size", count + " numbers");
        }
        TorchStorage storage = new TorchStorage(type, (String) items.get(2), count);
        TorchStorage before = storages.putIfAbsent(storage.key(), storage);
        if (before != null && !before.equals(storage)) {
            throw bad("one type and count for each storage", before + " and " + storage);
        }
        return storage;
    }

    private static String kinds(List<Object> items) {
        List<String> first = items.stream().limit(8).map(Pickle::kind).toList();
        return items.size() + " values: " + String.join(", ", first);
    }

    /** The kind of a value; never its content, which may contain itself. */
    private static String kind(Object value) {
        if (value instanceof TorchName known) {
            return "the name " + known.spelling.replace(' ', '.');
        }
        if (value instanceof String) {
            return "a text";
        }
        if (value instanceof Number) {
            return "a number";
        }
        if (value instanceof Map) {
            return "a dict";
        }
        if (value instanceof List) {
            return "a list";
        }
        if (value instanceof Tuple) {
            return "a tuple";
        }
        if (value instanceof TorchView || value instanceof TorchStorage) {
            return "a tensor";
        }
        return String.valueOf(value).toLowerCase(java.util.Locale.ROOT);
    }
}
