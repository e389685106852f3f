package dev.windrose.hub.rest;

import java.util.List;

/** A feature's endpoints; every bean of this type is served and listed. */
public interface Endpoints {
    List<Endpoint> endpoints();
}
