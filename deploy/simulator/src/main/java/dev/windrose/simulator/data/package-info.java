/**
 * The data path: a proxy that knows the addresses of one cluster, and the model servers behind the pods' addresses.
 */
@NullMarked
package dev.windrose.simulator.data;

import org.jspecify.annotations.NullMarked;
