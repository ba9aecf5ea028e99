// Pairs of company names with what a careful clerk would say: same, ask a human, different. All names are made up or plainly public.

/** One pair a line: verdict | one name | other name. Traditional names are written as the folding at the border leaves them. */
export const GOLDEN = `
same|上海长风机电有限公司|上海长风机电有限责任公司
same|（上海）长风机电有限公司|上海长风机电有限公司
same|长风机电（上海）有限公司|上海长风机电有限公司
same|长风(上海)机电有限公司|（上海）长风机电有限公司
same|上海市长风机电有限公司|上海长风机电有限公司
same|浙江省宁波市金鹏贸易有限公司|宁波金鹏贸易有限公司
same|浙江宁波金鹏贸易有限公司|宁波市金鹏贸易有限公司
same|宁波金鹏贸易（宁波）有限公司|宁波金鹏贸易有限公司
same|广东省深圳市恒达电子有限公司|深圳恒达电子有限公司
same|深圳市南山区恒达电子有限公司|深圳恒达电子有限公司
same|上海浦东新区永盛物流有限公司|上海永盛物流有限公司
same|苏州工业园区德瑞精密有限公司|苏州工业园区德瑞精密有限责任公司
same|广西壮族自治区南宁市桂丰糖业有限公司|南宁桂丰糖业有限公司
same|内蒙古自治区包头市北钢金属有限公司|包头北钢金属有限公司
same|ＡＢＣ科技有限公司|ABC科技有限公司
same|abc 科技有限公司|ABC科技有限公司
same|杭州　云海　信息技术有限公司|杭州云海信息技术有限公司
same|杭州云海信息技术有限公司。|杭州云海信息技术有限公司
same|北京“华信”科技有限公司|北京华信科技有限公司
same|北京华信·科技有限公司|北京华信科技有限公司
same|天津港[集团]有限公司|天津港集团有限公司
same|天津港（集团）有限公司|天津港集团有限公司
same|青岛海润（集团）股份有限公司|青岛海润集团股份有限公司
same|山东鲁泰纺织股份公司|山东鲁泰纺织股份有限公司
same|重庆渝南汽车配件有限公司|重庆市渝南汽车配件有限责任公司
same|成都蜀光电气有限公司|四川省成都市蜀光电气有限公司
same|武汉江城钢铁有限公司|湖北武汉江城钢铁有限公司
same|西安秦工阀门有限公司|陕西省西安市秦工阀门有限公司
same|长沙湘江重工有限公司|湖南长沙湘江重工有限公司
same|厦门鹭海进出口有限公司|福建省厦门市鹭海进出口有限公司
same|中铁一局集团有限公司|中铁1局集团有限公司
same|中铁第一局集团有限公司|中铁一局集团有限公司
same|上海第二纺织厂|上海第2纺织厂
same|台北龙腾电机股份有限公司|台湾台北龙腾电机股份有限公司
same|香港信和贸易有限公司|信和贸易（香港）有限公司
same|苏州市华美包装有限公司|江苏苏州华美包装有限公司
same|昆山市晶科电子有限公司|江苏省昆山市晶科电子有限公司
same|佛山市顺德美联家具有限公司|佛山顺德美联家具有限公司
same|大连海通船务有限公司|辽宁省大连市海通船务有限公司
same|哈尔滨北方机床有限责任公司|哈尔滨北方机床有限公司
same|乌鲁木齐天山建材有限公司|新疆维吾尔自治区乌鲁木齐市天山建材有限公司
same|贵阳黔能电力有限公司|贵州贵阳黔能电力有限公司
same|郑州中原食品有限公司|河南省郑州市中原食品有限公司
same|ABB（中国）有限公司|ABB(中国)有限公司
same|石家庄冀东药业有限公司|河北石家庄冀东药业有限公司
same|合肥徽工机械有限公司|安徽合肥市徽工机械有限公司
same|上海长风机电有限公司上海分公司|（上海）长风机电有限责任公司上海分公司
same|广州粤海物流有限公司第一分公司|广州粤海物流有限公司第1分公司
same|Baltic Steel Co., Ltd.|BALTIC STEEL COMPANY LIMITED
same|Baltic Steel Co Ltd|Baltic Steel Limited
same|The Acme Foods Inc.|ACME FOODS INC
same|Smith & Sons Ltd|Smith and Sons Limited
same|Delta Intl Trading LLC|Delta International Trading L.L.C.
same|Orion Mfg Corp|Orion Manufacturing Corporation
same|Nova Tech Pte. Ltd.|Nova Technology Pte Ltd
same|Harbour Centre Inc|Harbour Center, Incorporated
same|Kyoto (China) Co., Ltd.|Kyoto China Co Ltd
same|Zenith Industries Corp.|Zenith Ind. Corporation
same|Global Elec Products Ltd|Global Electronics Product Limited
same|O'Neill Engineering Ltd|ONeill Engineering Limited
human|上海长风机电有限公司|长风机电有限公司
human|上海长风机电有限公司|上海长风机电股份有限公司
human|上海长风机电|上海长风机电有限公司
human|长风机电|上海长风机电有限公司
human|上海长风机电公司|上海长风机电有限公司
human|浙江金鹏贸易有限公司|宁波金鹏贸易有限公司
human|宁波金鹏贸易有限公司|宁波金朋贸易有限公司
human|宁波金鹏机电有限公司|宁波金鹏机电设备有限公司
human|青岛海润集团有限公司|青岛海润有限公司
human|青岛海润集团股份有限公司|青岛海润股份有限公司
human|恒达商贸有限公司|恒大商贸有限公司
human|深圳市讯捷通信技术有限公司|深圳市迅捷通信技术有限公司
human|北京中科华信软件有限公司|北京中科华讯软件有限公司
human|苏州德瑞精密机械有限公司|苏州德瑞精密机械制造有限公司
human|重庆渝南汽配有限公司|重庆渝南汽配有限合伙
human|杭州云海信息技术有限公司|杭州云海信息科技有限公司
human|广州市白云山食品有限公司|广州市白云食品有限公司
human|成都蜀光电气设备有限公司|成都蜀光电气有限公司
human|南京金陵石化工程有限公司|南京金陵石化建设工程有限公司
human|武汉江城钢铁贸易有限公司|武汉江城钢铁有限公司
human|福建闽南建材有限公司|泉州闽南建材有限公司
human|天津滨海永利化工有限公司|天津滨海永力化工有限公司
human|沈阳北方重型机器有限公司|沈阳北方重型机械有限公司
human|大连海通船务有限公司|大连海通船务股份有限公司
human|厦门鹭海进出口贸易有限公司|厦门鹭海进出口有限公司
human|长沙湘江重工|湖南长沙湘江重工有限公司
human|济南鲁泰纺织有限公司|鲁泰纺织有限公司
human|山东鲁泰纺织有限公司|济南鲁泰纺织有限公司
human|无锡太湖环保科技有限公司|无锡太湖环保科技股份有限公司
human|常州龙城轴承制造有限公司|常州龙城轴承有限公司
human|温州瓯越鞋业有限公司|温州欧越鞋业有限公司
human|西安秦工阀门公司|西安秦工阀门有限责任公司
human|昆明滇池药业集团有限公司|昆明滇池药业有限公司
human|郑州中原食品饮料有限公司|郑州中原食品有限公司
human|嘉兴南湖服饰有限公司|嘉兴南湖服装有限公司
human|东莞鸿发塑胶制品有限公司|东莞鸿发塑胶有限公司
human|东莞市鸿發塑胶有限公司|东莞市鸿发塑胶有限公司
human|Baltic Steel Ltd|Baltic Steel
human|Acme Foods Inc|Acme Foods LLC
human|Meridian Logistics Ltd|Meridan Logistics Ltd
human|Northwind Traders Ltd|North Wind Traders Ltd
human|Orion Manufacturing Group Ltd|Orion Manufacturing Ltd
human|Delta Trading (China) Ltd|Delta Trading Ltd
human|Sunrise Electronics Co Ltd|Sunrize Electronics Co Ltd
human|Pacific Food Holdings Ltd|Pacific Food Ltd
different|上海长风机电有限公司|北京长风机电有限公司
different|上海长风机电有限公司上海分公司|上海长风机电有限公司北京分公司
different|上海长风机电有限公司|上海长风机电有限公司北京分公司
different|中铁一局集团有限公司|中铁二局集团有限公司
different|上海第一纺织厂|上海第二纺织厂
different|长风机械一厂|长风机械二厂
different|第一汽车集团有限公司|第二汽车集团有限公司
different|北京一建建筑工程有限公司|北京二建建筑工程有限公司
different|广州粤海物流有限公司第一分公司|广州粤海物流有限公司第二分公司
different|金鹏甲厂|金鹏乙厂
different|宁波金鹏贸易有限公司|宁波金鹏科技有限公司
different|宁波金鹏贸易有限公司|宁波金鹏物流有限公司
different|ABB（中国）有限公司|ABB（上海）有限公司
different|深圳恒达电子有限公司|广州恒达电子有限公司
different|恒达商贸有限公司|恒达科技有限公司
different|江苏金鹏贸易有限公司|浙江金鹏贸易有限公司
different|宁波金鹏贸易有限公司|温州金鹏贸易有限公司
different|杭州云海信息技术有限公司|杭州天海餐饮管理有限公司
different|南方化工有限公司|北方化工有限公司
different|华东电力有限公司|华南电力有限公司
different|上海东方钢材有限公司|上海西方钢材有限公司
different|北京大中电器有限公司|北京大华电器有限公司
different|天津港集团有限公司|天津钢管集团有限公司
different|青岛啤酒股份有限公司|燕京啤酒股份有限公司
different|中国石油天然气集团有限公司|中国石油化工集团有限公司
different|中国移动通信集团有限公司|中国联合网络通信集团有限公司
different|中国建筑第三工程局有限公司|中国建筑第八工程局有限公司
different|海尔智家股份有限公司|海信家电股份有限公司
different|苏州德瑞精密机械有限公司|苏州瑞德生物有限公司
different|长沙湘江重工有限公司|长沙湘雅医药有限公司
different|7天酒店管理有限公司|8天酒店管理有限公司
different|成都3号仓储物流有限公司|成都5号仓储物流有限公司
different|佛山美的集团股份有限公司|佛山美涂士化工有限公司
different|山东鲁泰纺织股份有限公司|山东鲁能电力股份有限公司
different|武汉江城钢铁有限公司|武汉江岸钢铁贸易有限公司
different|厦门建发股份有限公司|厦门国贸集团股份有限公司
different|重庆渝南汽车配件有限公司|重庆渝北医疗器械有限公司
different|金鹏东厂|金鹏西厂
different|新乡卫滨机电有限公司|安阳卫滨机电有限公司
different|台北龙腾电机股份有限公司|高雄龙腾电机股份有限公司
different|香港信和贸易有限公司|澳门信和贸易有限公司
different|上海医药有限公司|上海电气有限公司
different|北京银行股份有限公司|南京银行股份有限公司
different|上海浦东发展银行股份有限公司北京分行|上海浦东发展银行股份有限公司上海分行
different|海润纺织有限公司|海润服装有限公司
different|永盛物流有限公司|永盛建材有限公司
different|中航一集团有限公司|中航二集团有限公司
different|长江轮胎有限公司|黄河轮胎有限公司
different|光明食品有限公司|光明家具有限公司
different|Acme (Shanghai) Co., Ltd.|Acme (Beijing) Co., Ltd.
different|Baltic Steel Ltd|Baltic Timber Ltd
different|Store 12 Foods Inc|Store 14 Foods Inc
different|Acme India Ltd|Acme Germany Ltd
different|Northern Power Corp|Southern Power Corp
different|Orion Manufacturing Corp|Onyx Manufacturing Corp
different|Delta Trading LLC|Delta Shipping LLC
different|Sysco Foods Inc|Cisco Systems Inc
different|Harbour View Hotel Ltd|Harbour Bridge Tools Ltd
different|General Motors Corp|General Mills Corp
different|First National Supply Co|Second National Supply Co
`;
