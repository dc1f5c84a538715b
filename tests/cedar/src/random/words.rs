//! Actions, resources and permissions that random documents and requests speak of. They come in twins that differ in
//! case or in a wildcard that is meant literally, for it is there that two readings part.

/// Actions, as requests spell them.
pub const ACTIONS: [&str; 20] = [
    "ims:images:list",
    "ims:images:delete",
    "IMS:Images:Get",
    "ims:serverImages:create",
    "ecs:cloudServers:create",
    "ecs:cloudServers:deleteServers",
    "ecs:servers:list",
    "evs:volumes:get",
    "obs:bucket:ListBucket",
    "obs:bucket:CreateBucket",
    "obs:object:PutObject",
    "obs:object:GetObject",
    "iam:users:createUser",
    "iam:users:listUsers",
    "iam:agencies:assume",
    "iam:tokens:assume",
    "dns:zone:create",
    "vpc:ports:create",
    "kms:cmk:list",
    "nosuch:thing:do",
];

/// Patterns that are written often, beside those made from the actions.
pub const PATTERNS: [&str; 20] = [
    "*",
    "*:*:*",
    "*:*:get*",
    "*:*:List*",
    "::Get",
    "ims:*:*",
    "ims:images:*",
    "OBS:*:*",
    "obs:object:*",
    "ecs:*:*",
    "ecs:*:list",
    "e*:*:*s*",
    "iam:*:*",
    "identity:*",
    "identity:assume role",
    "identity:assumerole",
    "identity:users:*",
    "d*:zone:*",
    "v*c:p*:*e",
    "ims:images:ge?",
];

/// Patterns that match most of what is asked, so that a decision turns on something else.
pub const WIDE: [&str; 6] = [
    "*",
    "*:*:*",
    "obs:*:*",
    "obs:object:*",
    "iam:*:*",
    "*:*:*e*",
];

/// Resources that requests name; `*` is no resource.
pub const RESOURCES: [&str; 17] = [
    "*",
    "obs:*:*:bucket:TestBucket1",
    "OBS:*:*:Bucket:testbucket1",
    "obs:::bucket:ProdBucket",
    "obs:eu-de:d1:object:logs/2024/a.txt",
    "obs:*:*:object:Logs/2024/a.txt",
    "obs:*:*:object:home/user-0/notes",
    "obs:*:*:object:home/user*3/notes",
    "obs:*:*:object:home/user-33/notes",
    "obs:*:*:object:a:b/c:d",
    "obs:*:*:object:what?",
    "kms:eu-nl:d1:KeyId:0123-abcd",
    "kms:eu-de:d1:keyid:0123-ABCD",
    "iam::d1:user:User-1",
    "/iam/agencies/handover",
    "/iam/agencies/a0",
    "/iam/agencies/stranger",
];

/// Resource patterns of any dialect.
pub const RESOURCE_PATTERNS: [&str; 22] = [
    "*",
    "obs:*:*:*:*",
    "OBS:*:*:bucket:*",
    "obs:*:*:bucket:TestBucket1",
    "obs:::bucket:Test*",
    "obs:*:*:object:*",
    "obs:eu-*:*:object:logs/*",
    "obs:*:D1:object:*/a.txt",
    "obs:*:*:object:home/${g:UserName}/*",
    "obs:*:*:object:home/${ g:username }/*",
    "obs:*:*:object:home/${g:SourceIp, 'user-0'}/*",
    "obs:*:*:object:home/${nosuch:key}/*",
    "obs:*:*:object:*/${g:UserName}/notes",
    "obs:*:*:*:${nosuch:key, 'home'}/${g:UserName, 'it''s'}*",
    "obs:*:*:object:${g:User Name}/*",
    "obs:*:*:object:a:b*",
    "obs:*:*:object:what?",
    "kms:eu-de:*:KeyId:*",
    "kms:*:*:KEYID:0123-abcd",
    "*:*:*:*:*",
    "*:::*:*",
    "iam::d1:user:*-1",
];

/// Resource patterns that 5.0 alone reads so.
pub const URN_PATTERNS: [&str; 5] = [
    "iam::d1:user:${g:UserName}",
    "obs:*:*:object:home/user${*}3/*",
    "obs:*:*:object:what${?}",
    "obs:*:*:${nosuch:key,'object'}:*",
    "obs:*:*:bucket:?estBucket1",
];

/// Agencies, as 1.x documents name them.
pub const AGENCY_PATTERNS: [&str; 5] = [
    "/iam/agencies/handover",
    "/iam/agencies/a0",
    "/iam/agencies/*",
    "/iam/agencies/h*r",
    "/iam/agencies/Handover",
];

/// System-defined permissions, with what their dependencies need among them.
pub const SYSTEM: [&str; 16] = [
    "Tenant Guest",
    "Tenant Administrator",
    "Server Administrator",
    "IMS Administrator",
    "IMS FullAccess",
    "IMS ReadOnlyAccess",
    "DNS Administrator",
    "VPC Administrator",
    "VPCEndpoint Administrator",
    "Agent Operator",
    "Security Administrator",
    "CCE Administrator",
    "OBS Buckets Viewer",
    "ECS CommonOperations",
    "IAM ReadOnlyAccess",
    "FullAccess",
];
