/**
 * What people type and what they are told: transcripts of kubectl, recorded on a real kube-apiserver, played against the
 * hub. Where the hub answers otherwise, the transcript says how, and docs/api.md says why.
 */
@NullMarked
package dev.windrose.hub.transcript;

import org.jspecify.annotations.NullMarked;
