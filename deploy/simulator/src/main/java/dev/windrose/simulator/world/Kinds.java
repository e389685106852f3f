package dev.windrose.simulator.world;

import dev.windrose.kubeapi.store.ResourceName;

/** The collections that control loops read or write. */
public final class Kinds {
    public static final ResourceName NAMESPACES = new ResourceName("", "namespaces");
    public static final ResourceName NODES = new ResourceName("", "nodes");
    public static final ResourceName PODS = new ResourceName("", "pods");
    public static final ResourceName SERVICES = new ResourceName("", "services");
    public static final ResourceName EVENTS = new ResourceName("", "events");
    public static final ResourceName CONFIG_MAPS = new ResourceName("", "configmaps");
    public static final ResourceName SERVICE_ACCOUNTS = new ResourceName("", "serviceaccounts");
    public static final ResourceName DEPLOYMENTS = new ResourceName("apps", "deployments");
    public static final ResourceName REPLICA_SETS = new ResourceName("apps", "replicasets");
    public static final ResourceName DAEMON_SETS = new ResourceName("apps", "daemonsets");
    public static final ResourceName ENDPOINT_SLICES = new ResourceName("discovery.k8s.io", "endpointslices");

    private Kinds() {}
}
