/**
 * The conventions of the Kubernetes API over a store port: resources, writes, watches, errors, and their HTTP face.
 *
 * <p>Used twice: by the hub (its own kinds over PostgreSQL) and by the simulator (core kinds in memory).
 */
@NullMarked
package dev.windrose.kubeapi;

import org.jspecify.annotations.NullMarked;
