package dev.hearth.serve;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which path leads where. */
final class Router {

    private final Map<String, Route> routes;

    Router(List<Route> routes) {
        Map<String, Route> all = new LinkedHashMap<>();
        routes.forEach(route -> all.put(route.path(), route));
        this.routes = Collections.unmodifiableMap(all);
    }

    Iterable<Route> routes() {
        return routes.values();
    }

    Route find(String method, String path) {
        Route route = routes.get(path);
        if (route == null) {
            throw new Refusal(
                    Refusal.Kind.NOT_FOUND,
                    "The server has " + String.join(", ", routes.keySet()),
                    path,
                    "Ask for one of them");
        }
        if (!route.takes(method)) {
            throw new Refusal(
                    Refusal.Kind.WRONG_METHOD,
                    path + " needs " + route.method(),
                    method,
                    route.mend());
        }
        return route;
    }

    /** The methods of a path, for a reply that refuses another one. */
    String allowed(String path) {
        Route route = routes.get(path);
        return route == null ? "" : route.allowed();
    }
}
