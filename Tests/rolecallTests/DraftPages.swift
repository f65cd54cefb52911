/// Pages of made-up vendors, as vendors write them.
enum DraftPages {
    /// HTML: tables with check marks and cells that span several, and one about something else.
    static let harbor = #"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Salesforce permissions | Harborline Help Center</title>
        <style>table{border:1px}</style><script>var t = "<table><tr><td>API Enabled</td></tr></table>";</script></head>
        <body><nav><ul><li>Home<li>Docs</ul></nav>
        <h1>Salesforce permissions for Harborline</h1>
        <p>Harborline connects to Salesforce with one integration user. Give that user the permissions below.</p>
        <h2>System permissions</h2>
        <table class="table">
        <thead><tr><th>Permission</th><th>Why we need it</th><th>Required?</th></tr></thead>
        <tbody>
        <tr><td><strong>API Enabled</strong></td><td>Harborline talks to Salesforce through the REST&nbsp;API</td><td>Yes</td></tr>
        <tr><td>View Setup and Configuration</td><td>Lets us read picklist values.</td><td>Yes</td></tr>
        <tr><td>Modify Metadata Through Metadata API Functions</td><td>Needed to create the &ldquo;Harborline Score&rdquo; field</td><td>Optional</td></tr>
        <tr><td>Manage Connected App</td><td>So that we can refresh tokens</td><td>Yes</td></tr>
        <tr><td>View all users</td><td>Owner mapping</td><td>Yes</td></tr>
        </tbody></table>
        <h2>Object permissions</h2>
        <table>
        <tr><th rowspan="2">Object</th><th colspan="6">Access</th><th rowspan="2">Notes</th></tr>
        <tr><th>Read</th><th>Create</th><th>Edit</th><th>Delete</th><th>View All</th><th>Modify All</th></tr>
        <tr><td>Accounts</td><td>&#10003;</td><td>&#10003;</td><td>&#10003;</td><td></td><td>&#10003;</td><td></td><td>We sync companies both ways</td></tr>
        <tr><td>Contacts</td><td>&#10003;</td><td>&#10003;</td><td>&#10003;</td><td></td><td>&#10003;</td><td></td><td rowspan="2">We sync people both ways</td></tr>
        <tr><td>Leads</td><td>&#10003;</td><td>&#10003;</td><td>&#10003;</td><td></td><td>&#10003;</td><td></td></tr>
        <tr><td>Opportunities</td><td>&#10003;</td><td></td><td></td><td></td><td>&#10003;</td><td></td><td>Pipeline reports</td></tr>
        <tr><td>Harborline Engagement (package)</td><td>&#10003;</td><td>&#10003;</td><td>&#10003;</td><td>&#10003;</td><td>&#10003;</td><td>&#10003;</td><td>Our own object</td></tr>
        </table>
        <h2>Field permissions</h2>
        <table>
        <tr><th>Object</th><th>Field</th><th>API Name</th><th>Access</th><th>Purpose</th></tr>
        <tr><td rowspan="3">Account</td><td>Account Name</td><td>Name</td><td>Read/Write</td><td>Matching</td></tr>
        <tr><td>Phone</td><td>Phone</td><td>Read</td><td>Matching</td></tr>
        <tr><td>Harborline Score</td><td>hl__Score__c</td><td>Read, Edit</td><td>Written each night</td></tr>
        <tr><td rowspan="4">Contact</td><td>Email</td><td>Email</td><td>Read/Write</td><td>Matching</td></tr>
        <tr><td>Mobile</td><td>MobilePhone</td><td>R/W</td><td>Dialing</td></tr>
        <tr><td>Persona Tier</td><td>PersonaTier</td><td>Read</td><td>Personas</td></tr>
        <tr><td>Account</td><td>AccountId</td><td>Read</td><td>Joins people to companies</td></tr>
        <tr><td>Opportunity</td><td>Stage<br>Amount<br>Close Date</td><td>StageName<br>Amount<br>CloseDate</td><td>Read</td><td>Pipeline reports</td></tr>
        </table>
        <h2>Plans</h2>
        <table><tr><th>Plan</th><th>Price</th></tr><tr><td>Basic</td><td>$10</td></tr></table>
        </body></html>
        """#

    /// Markdown: rights in words, a package's object, a typing error.
    static let pellucid = #"""
        ---
        title: "Pellucid: prepare Salesforce"
        ---
        # Prepare Salesforce

        Create a user for **Pellucid** and give it a permission set.

        ## App and system permissions

        | Permission | API name | Description |
        |---|---|---|
        | API Enabled | `ApiEnabled` | All calls go through the API. |
        | Edit Tasks | `EditTask` | Pellucid logs calls as tasks. |
        | Access Activities | `ActivitiesAccess` | Reading tasks and events. |
        | Run Reports | `RunReports` | The *report import*. |

        ## Object access

        | Object | Permissions | Comment |
        | --- | --- | --- |
        | Account, Contact, Lead | Read, View All | |
        | Opportunity | Full access | Forecast<br>and splits |
        | Task | Read, Create, Edit | see above |
        | Case | CRUD | |
        | `plc__Signal__c` | Read/Write + Delete | installed with the package |
        | Orchard Plan | Read | |

        ## Lead fields

        Fields of the lead that are filled:

        | Field | Access |
        |:--|:-:|
        | Name | Read Only |
        | Email | Read/Edit |
        | Lead Status | Read/Edit |
        | Fit Band | Read |
        | Spend Band | Read |
        | `plc__Fit__c` | Read/Edit |

        ## Contact Object

        | Field | Permissions |
        |---|---|
        | Account Name | Read Access Edit Access |
        | Asst. Phone | Read Access |
        | Emial | Read Access |

        ```
        | not | a table |
        |---|---|
        | a | b |
        ```
        """#

    /// CSV: an object above its fields, and fields that are not required.
    static let quarry = #"""
        Quarry connector,,,,,
        ,,,,,
        Object,Field Label,Read,Edit,Required,Why
        Account,Account Name,x,,Yes,Names of customers
        ,Phone,x,x,Yes,Click to call
        ,Growth Band,x,,No,Enrichment
        Opportunity,Amount,x,,Yes,
        ,Stage,x,x,Yes,Moves deals
        ,Harvest Step,x,x,No,Written after calls
        Quarry Deal Room,Deal Room Name,x,x,Yes,Links the room
        ,Status,x,x,Yes,Shows progress
        ,Owner,x,,Yes,
        """#
}
