package dev.hearth.tensor;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Random calls of all that is public on Tensor and RandomTensors, for a JVM of its own. Prints each call
 * before it is made, so that the last line of a crash names it.
 */
final class Fuzz {

    /** Values it may be mad to ask for, but not to answer. */
    private static final List<Class<? extends Throwable>> REFUSALS =
            List.of(
                    LibTorchException.class,
                    IllegalArgumentException.class,
                    IllegalStateException.class,
                    IndexOutOfBoundsException.class,
                    ArithmeticException.class);

    private final RandomStream random;
    private final List<Method> methods;
    private final Arguments arguments;
    private final Set<String> answered = new TreeSet<>();
    private int answers;

    private Fuzz(Seed seed) {
        random = seed.stream();
        arguments = new Arguments(random);
        methods =
                Arrays.stream(
                                new Class<?>[] {
                                    Tensor.class,
                                    Functional.class,
                                    Autograd.class,
                                    RandomTensors.class
                                })
                        .flatMap(owner -> Arrays.stream(owner.getDeclaredMethods()))
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .filter(method -> !method.isSynthetic())
                        .sorted(Comparator.comparing(Method::toString))
                        .toList();
    }

    public static void main(String[] arguments) throws InterruptedException {
        Fuzz fuzz = new Fuzz(new Seed(Long.parseLong(arguments[0])));
        int calls = Integer.parseInt(arguments[1]);
        try (var run = Scope.open()) {
            Tensor foreign = elsewhere();
            int made = 0;
            while (made < calls) {
                try (var turn = Scope.open()) {
                    fuzz.arguments.refill(foreign);
                    for (int i = 0; i < 40; i++, made++) {
                        fuzz.call(made);
                    }
                }
            }
        }
        Set<String> all =
                fuzz.methods.stream()
                        .map(Fuzz::signature)
                        .collect(Collectors.toCollection(TreeSet::new));
        all.removeAll(fuzz.answered);
        System.out.println("answers=" + fuzz.answers + " of " + calls);
        System.out.println("never answered=" + all);
    }

    /** A tensor of another thread, whose scope is still open. */
    private static Tensor elsewhere() throws InterruptedException {
        List<Tensor> made = new ArrayList<>();
        Thread other =
                new Thread(
                        () -> {
                            Scope.open();
                            made.add(Tensor.ones(2, 2));
                        });
        other.start();
        other.join();
        return made.get(0);
    }

    private static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName).toList();
    }

    /** Whether it is a function whose first argument is what a method's receiver is. */
    static boolean isOfTensor(Method method) {
        return method.getDeclaringClass() == Functional.class
                || method.getDeclaringClass() == Autograd.class;
    }

    private void call(int number) {
        Method method = methods.get(random.nextInt(methods.size()));
        boolean onTensor = method.getDeclaringClass() == Tensor.class;
        Object target = null;
        Object[] given;
        try {
            if (isOfTensor(method)) {
                target = arguments.receiver(method);
            } else if (!onTensor) {
                target = RandomTensors.of(new Seed(number));
            } else if (!Modifier.isStatic(method.getModifiers())) {
                target = arguments.receiver(method);
            }
            given = arguments.of(method, target instanceof Tensor x ? x : null);
            if (isOfTensor(method)) {
                Object[] rest = given;
                given = new Object[rest.length + 1];
                given[0] = target;
                System.arraycopy(rest, 0, given, 1, rest.length);
                target = null;
            }
        } catch (IllegalArgumentException | LibTorchException refused) {
            // A shape that cannot be, or a twin of a tensor whose extent is too large to have one.
            return;
        }
        boolean withNull = Arrays.stream(given).anyMatch(Fuzz::hasNull);
        if (Modifier.isStatic(method.getModifiers()) || target != null) {
            System.out.println(number + ": " + said(target) + "." + method.getName() + said(given));
        }
        try {
            Object result = method.invoke(target, given);
            use(result);
            answered.add(signature(method));
            answers++;
        } catch (InvocationTargetException thrown) {
            judge(thrown.getCause(), withNull);
        } catch (IllegalAccessException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static boolean hasNull(Object value) {
        return value == null
                || value instanceof Object[] parts && Arrays.stream(parts).anyMatch(Fuzz::hasNull);
    }

    private void use(Object result) {
        if (result instanceof Optional<?> optional) {
            optional.ifPresent(this::use);
        } else if (result instanceof Tensor.Eigen eigen) {
            use(eigen.values());
            use(eigen.vectors());
        } else if (result instanceof Tensor tensor) {
            tensor.toString();
            if (tensor.count() <= 4096) {
                if (tensor.toDoubles().length != tensor.count()) {
                    throw new AssertionError("a wrong count in " + tensor);
                }
                arguments.add(tensor);
                if (tensor.wantsGrad() && random.nextInt(3) == 0) {
                    try {
                        tensor.sum().backward();
                        answered.add("backward[]");
                    } catch (RuntimeException refused) {
                        judge(refused, false);
                    }
                }
            }
        }
    }

    private static void judge(Throwable thrown, boolean withNull) {
        boolean known =
                withNull && thrown.getClass() == NullPointerException.class
                        || REFUSALS.stream().anyMatch(kind -> kind.isInstance(thrown));
        String message = String.valueOf(thrown.getMessage());
        if (!known
                || message.contains("frame #")
                || message.contains("Exception raised from")
                || message.indexOf('\n') >= 0) {
            throw new AssertionError("not a refusal: " + thrown, thrown);
        }
    }

    private static String said(Object value) {
        if (value instanceof Object[] parts) {
            return Arrays.stream(parts).map(Fuzz::said).toList().toString();
        }
        if (value instanceof Tensor tensor) {
            return tensor.describe();
        }
        if (value instanceof long[] longs) {
            return Arrays.toString(longs);
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(Fuzz::said).orElse("empty");
        }
        if (value != null && value.getClass().isArray()) {
            return value.getClass().getSimpleName();
        }
        return String.valueOf(value);
    }
}
