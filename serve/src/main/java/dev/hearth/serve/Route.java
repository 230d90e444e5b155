package dev.hearth.serve;

import java.util.Set;

/**
 * What stands at a path.
 *
 * @param path its own
 * @param method GET, which HEAD may be too, or POST
 * @param isGuarded whether a token is asked for, where the server has one
 * @param types media types of bodies that it takes; {@code image/*} means all of them, and the empty
 *     string that programs may leave it out
 * @param mend what to send instead
 * @param endpoint answers
 */
record Route(
        String path,
        String method,
        boolean isGuarded,
        Set<String> types,
        String mend,
        Endpoint endpoint) {

    static Route get(String path, boolean isGuarded, Endpoint endpoint) {
        return new Route(path, "GET", isGuarded, Set.of(), "Ask with GET", endpoint);
    }

    /** The same path with another endpoint. */
    Route with(Endpoint other) {
        return new Route(path, method, isGuarded, types, mend, other);
    }

    /** Whether the net is asked; else the server speaks of itself, also while it drains. */
    boolean isWork() {
        return method.equals("POST");
    }

    boolean takes(String asked) {
        return asked.equals(method) || method.equals("GET") && asked.equals("HEAD");
    }

    String allowed() {
        return method.equals("GET") ? "GET, HEAD" : method;
    }

    boolean takesType(String type) {
        return types.contains(type) || type.startsWith("image/") && types.contains("image/*");
    }
}
