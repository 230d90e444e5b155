package dev.hearth.cli;

import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Predicate;

/** What modules beside this one offer, such as that on Spark, where they are on the class path. */
final class Services {

    private Services() {}

    /** The first that fits. */
    static <T> Optional<T> first(Class<T> service, Predicate<T> fits) {
        return ServiceLoader.load(service).stream()
                .map(ServiceLoader.Provider::get)
                .filter(fits)
                .findFirst();
    }
}
